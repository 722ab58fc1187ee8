//! The rules for second factors: which codes are well-formed, when they are accepted, and who must have a factor. Pure.

use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;

use crate::{
    access::Role,
    kernel::{Sha256, secret::same},
    web::Fault,
};

/// How long a code of an authenticator app is current, in seconds.
pub const STEP_SECONDS: i64 = 30;
/// The number of digits in it.
pub const DIGITS: usize = 6;
/// The number of recovery codes in a set.
pub const RECOVERY_CODES: usize = 10;
/// Users are warned when they have this many recovery codes left, or fewer.
pub const FEW_LEFT: i64 = 3;
/// The number of characters in a recovery code, each worth 5 bits.
const RECOVERY_CHARACTERS: usize = 24;

/// The time step of an instant.
pub fn step_at(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(STEP_SECONDS)
}

/// A typed code: from an app, or a recovery code.
#[derive(Debug, Clone)]
pub enum Typed {
    App(AppCode),
    Recovery(RecoveryCode),
}

impl Typed {
    /// Parses a code. Spaces and hyphens are ignored; digits must be ASCII.
    ///
    /// # Errors
    /// If it is neither kind of code. That is a typing mistake, and does not count as an attempt.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.trim().is_empty() {
            return Err(Fault::new("fault-empty"));
        }
        let core: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if core.len() == DIGITS && core.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Self::App(AppCode(core)));
        }
        RecoveryCode::parse(&core).map(Self::Recovery).ok_or(Fault::new("factors-fault-code"))
    }
}

/// Six digits, as an authenticator app shows them.
#[derive(Clone)]
pub struct AppCode(String);

impl AppCode {
    /// Parses a code where no other kind is accepted.
    ///
    /// # Errors
    /// If it is not six digits.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        match Typed::parse(text)? {
            Typed::App(code) => Ok(code),
            Typed::Recovery(_) => Err(Fault::new("factors-fault-app-code")),
        }
    }

    /// Compares the code in constant time.
    pub fn is(&self, code: &str) -> bool {
        same(&self.0, code)
    }
}

impl std::fmt::Debug for AppCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AppCode(…)")
    }
}

/// A code that replaces a factor once: 120 random bits, of which the database holds the digest.
#[derive(Clone)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// A code from random bytes, of which the first 15 are used.
    pub fn of(bytes: [u8; 32]) -> Self {
        Self(BASE32_NOPAD.encode(&bytes[..RECOVERY_CHARACTERS * 5 / 8]))
    }

    /// The code as written down: `ABCD-EFGH-…`.
    pub fn text(&self) -> String {
        in_fours(&self.0, "-")
    }

    /// The digest that is stored and looked up.
    pub fn digest(&self) -> Sha256 {
        Sha256::of(&self.0)
    }

    /// Accepts lower-case letters, and digits that look like letters: no code contains 0 or 8.
    fn parse(core: &str) -> Option<Self> {
        let letter = |c: char| match c.to_ascii_uppercase() {
            '0' => 'O',
            '8' => 'B',
            other => other,
        };
        let code: String = core.chars().map(letter).collect();
        let is_code = code.len() == RECOVERY_CHARACTERS && BASE32_NOPAD.decode(code.as_bytes()).is_ok();
        is_code.then_some(Self(code))
    }
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

/// Groups ASCII text by four, for reading aloud and typing.
pub fn in_fours(text: &str, between: &str) -> String {
    let groups: Vec<&str> =
        text.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(between)
}

/// Whose second factor a studio requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    pub staff: bool,
    pub clients: bool,
}

impl Policy {
    /// Whether a user in this role must have one.
    pub fn asks(self, role: Role) -> bool {
        if role.works_here() { self.staff } else { self.clients }
    }
}

/// What a user can prove themselves with besides their password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Held {
    /// A confirmed authenticator app.
    pub app: bool,
    pub passkeys: i64,
    /// Unused recovery codes. They can replace a factor, but are not one.
    pub recovery_codes: i64,
}

impl Held {
    /// Whether the user has a second factor.
    pub fn any(self) -> bool {
        self.app || self.passkeys > 0
    }

    /// Whether removing this many would leave no factor.
    pub fn are_all(self, app: bool, passkeys: i64) -> bool {
        (!self.app || app) && self.passkeys <= passkeys
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{access::Standing, kernel::ids::ClientId};

    #[test]
    fn codes_parse_in_the_forms_people_type() {
        for typed in ["123456", " 123 456 ", "123-456", "1 2 3 4 5 6"] {
            assert!(matches!(Typed::parse(typed), Ok(Typed::App(code)) if code.is("123456")), "{typed}");
        }
        for typed in ["１２３４５６", "12345", "1234567", "12345a", "٠١٢٣٤٥", "+12345", "0x1234"]
        {
            assert_eq!(Typed::parse(typed).unwrap_err().key, "factors-fault-code", "{typed}");
        }
        for typed in ["", "  ", "\t"] {
            assert_eq!(Typed::parse(typed).unwrap_err().key, "fault-empty");
        }
    }

    fn random() -> RecoveryCode {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).unwrap();
        RecoveryCode::of(bytes)
    }

    #[test]
    fn recovery_codes_parse_despite_common_misreadings() {
        let code = random();
        let text = code.text();
        assert_eq!(text.len(), 29);
        let scrawl = text.to_lowercase().replace('-', " ").replace('o', "0").replace('b', "8");
        for typed in [text.clone(), scrawl, text.replace('-', "")] {
            assert!(
                matches!(Typed::parse(&typed), Ok(Typed::Recovery(read)) if read.digest() == code.digest()),
                "{typed}"
            );
        }
        assert!(AppCode::parse(&text).is_err());
        assert!(Typed::parse(&text[1..]).is_err());
        const {
            assert!(
                RECOVERY_CHARACTERS * 5 >= 112,
                "a plain digest is safe only for codes with this much entropy"
            )
        };
    }

    #[test]
    fn recovery_codes_are_distinct() {
        let codes: std::collections::HashSet<String> = (0..10_000).map(|_| random().text()).collect();
        assert_eq!(codes.len(), 10_000);
    }

    #[test]
    fn steps_begin_every_thirty_seconds() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        assert_eq!([0, 29, 30, 59].map(|seconds| step_at(at(seconds))), [0, 0, 1, 1]);
    }

    #[test]
    fn the_policy_depends_on_the_role() {
        let client = Role::Client { client: ClientId::new(), standing: Standing::Manager };
        let staff_only = Policy { staff: true, clients: false };
        assert_eq!([Role::Admin, Role::Staff, client].map(|role| staff_only.asks(role)), [true, true, false]);
        assert!(Policy { staff: false, clients: true }.asks(client));
    }

    #[test]
    fn removing_the_last_factor_is_recognised() {
        let both = Held { app: true, passkeys: 1, recovery_codes: 10 };
        assert!(!both.are_all(true, 0) && !both.are_all(false, 1));
        assert!(Held { app: false, ..both }.are_all(false, 1));
        assert!(Held { passkeys: 0, ..both }.are_all(true, 0));
        assert!(!Held { app: false, passkeys: 2, ..both }.are_all(false, 1));
        assert!(!Held { app: false, passkeys: 0, recovery_codes: 10 }.any());
    }

    #[test]
    fn text_is_grouped_by_four() {
        assert_eq!(in_fours("ABCDEFGHIJ", " "), "ABCD EFGH IJ");
    }
}

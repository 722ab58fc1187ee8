//! Authenticator apps: the secret an app shares with the portal, and the codes that both derive from it and the time
//! (RFC 6238: SHA-1, six digits, thirty seconds, which every app supports).

use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;
use totp_rs::{Algorithm, Builder};

use super::rules::{AppCode, DIGITS, STEP_SECONDS, in_fours, step_at};
use crate::kernel::secret::Secret;

/// 160 bits, as RFC 4226 recommends.
const BYTES: usize = 20;

/// The secret shared by an app and the portal.
#[derive(Debug, Clone)]
pub struct AppSecret(Secret<[u8; BYTES]>);

impl AppSecret {
    /// Generates a random secret.
    ///
    /// # Panics
    /// If the system provides no randomness.
    pub fn random() -> Self {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).expect("the system gives random bytes");
        Self(Secret::new(bytes))
    }

    /// A secret from its unsealed bytes. Returns `None` if their length is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(Secret::new(bytes)))
    }

    /// The bytes to seal.
    pub fn bytes(&self) -> &[u8] {
        self.0.expose()
    }

    /// The secret as typed into an app that cannot scan the QR code.
    pub fn typed(&self) -> String {
        in_fours(&self.base32(), " ")
    }

    /// The content of the QR code, in the format that apps agree on.
    pub fn uri(&self, studio: &str, account: &str) -> String {
        let label: String =
            url::form_urlencoded::byte_serialize(format!("{studio}:{account}").as_bytes()).collect();
        let issuer: String = url::form_urlencoded::byte_serialize(studio.as_bytes()).collect();
        // In a path, a plus sign is literal.
        let (label, issuer) = (label.replace('+', "%20"), issuer.replace('+', "%20"));
        format!("otpauth://totp/{label}?secret={}&issuer={issuer}", self.base32())
    }

    /// The code for a time step.
    pub fn code_of(&self, step: i64) -> String {
        let seconds = u64::try_from(step.saturating_mul(STEP_SECONDS)).unwrap_or_default();
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS as u8)
            .with_step_duration(STEP_SECONDS as u64)
            .with_secret(self.bytes().to_vec())
            .build_noncompliant()
            .generate(seconds)
            .to_string()
    }

    /// The time step of a code, if it is the current one or the one before: people type slowly, and clocks differ.
    pub fn step_of(&self, code: &AppCode, now: DateTime<Utc>) -> Option<i64> {
        let current = step_at(now);
        [current, current - 1].into_iter().find(|step| code.is(&self.code_of(*step)))
    }

    fn base32(&self) -> String {
        BASE32_NOPAD.encode(self.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc() -> AppSecret {
        AppSecret::from_bytes(b"12345678901234567890").unwrap()
    }

    #[test]
    fn codes_match_the_test_vectors_of_rfc_6238() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(rfc().code_of(seconds / STEP_SECONDS), code, "{seconds}");
        }
    }

    #[test]
    fn the_current_and_the_previous_step_are_accepted() {
        let now = DateTime::from_timestamp(1_234_567_890, 0).unwrap();
        let here = step_at(now);
        for (off, counts) in [(-2, false), (-1, true), (0, true), (1, false), (2, false)] {
            let code = AppCode::parse(&rfc().code_of(here + off)).unwrap();
            assert_eq!(rfc().step_of(&code, now), counts.then_some(here + off), "{off}");
        }
    }

    #[test]
    fn the_uri_has_the_format_apps_expect() {
        assert_eq!(
            rfc().uri("[RE]Print Studios", "ana@birch.example"),
            "otpauth://totp/%5BRE%5DPrint%20Studios%3Aana%40birch.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%5BRE%5DPrint%20Studios"
        );
        assert_eq!(rfc().typed(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(AppSecret::random().bytes().len() * 8, 160);
    }

    #[test]
    fn secrets_are_hidden_in_debug_output() {
        assert_eq!(format!("{:?}", rfc()), "AppSecret(Secret(…))");
    }
}

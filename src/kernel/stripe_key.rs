//! The keys of Stripe: what they look like, and whether real money moves with them.

use std::fmt;
use std::str::FromStr;

use super::secret::{Secret, keyed, same};

crate::choice! {
    /// Whether money moves. Stripe keeps the two apart, with keys, rows and events of their own.
    pub enum Mode {
        /// Nothing is charged; cards are made up.
        Test = "test",
        /// Cards are charged.
        Live = "live",
    }
}

impl Mode {
    /// As Stripe says it: `livemode`.
    pub const fn of_livemode(livemode: bool) -> Self {
        if livemode { Self::Live } else { Self::Test }
    }
}

/// A secret key of Stripe's API: a whole one (`sk_`) or a restricted one (`rk_`), of one mode.
#[derive(Clone)]
pub struct StripeKey {
    text: Secret<String>,
    mode: Mode,
    restricted: bool,
}

/// Why a text is no secret key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StripeKeyFault {
    /// A key that browsers use (`pk_`).
    Publishable,
    /// The secret of a webhook (`whsec_`).
    WebhookSecret,
    /// More than one, or one with something else around it.
    Several,
    /// None that Stripe gives out.
    Unknown,
}

impl fmt::Display for StripeKeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Publishable => "is a publishable key; the secret one begins with sk_ or rk_",
            Self::WebhookSecret => "is the secret of a webhook; the key begins with sk_ or rk_",
            Self::Several => "holds more than one key; test and live keys cannot be mixed",
            Self::Unknown => "is no key of Stripe's; it begins with sk_live_, rk_live_, sk_test_ or rk_test_",
        })
    }
}

impl StripeKey {
    /// Whether cards are charged with it.
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// Whether Stripe lets it do some things only.
    pub const fn is_restricted(&self) -> bool {
        self.restricted
    }

    /// The key itself, for the header that carries it.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }
}

impl FromStr for StripeKey {
    type Err = StripeKeyFault;

    fn from_str(text: &str) -> Result<Self, StripeKeyFault> {
        const BEGINNINGS: [(&str, Mode, bool); 4] = [
            ("sk_test_", Mode::Test, false),
            ("rk_test_", Mode::Test, true),
            ("sk_live_", Mode::Live, false),
            ("rk_live_", Mode::Live, true),
        ];
        if text.contains(|c: char| c.is_whitespace() || c == ',' || c == ';') {
            return Err(StripeKeyFault::Several);
        }
        if text.starts_with("pk_") {
            return Err(StripeKeyFault::Publishable);
        }
        if text.starts_with("whsec_") {
            return Err(StripeKeyFault::WebhookSecret);
        }
        let found = BEGINNINGS.iter().find(|(beginning, ..)| is_given_out(text, beginning));
        let (_, mode, restricted) = *found.ok_or(StripeKeyFault::Unknown)?;
        Ok(Self { text: Secret::new(text.to_owned()), mode, restricted })
    }
}

/// Shows the mode, and nothing of the key.
impl fmt::Debug for StripeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StripeKey({}, …)", self.mode.code())
    }
}

/// What Stripe signs the events of one webhook with (`whsec_…`).
#[derive(Debug, Clone)]
pub struct WebhookSecret(Secret<String>);

super::refusal::refusal! {
    /// The text is no secret of a webhook.
    NotAWebhookSecret = "not the secret of a webhook, which begins with whsec_"
}

impl WebhookSecret {
    /// What Stripe signs: the text of the time, a dot, and the body as it was sent.
    pub fn signature(&self, time: &str, body: &[u8]) -> [u8; 32] {
        keyed(self.0.expose(), &[time.as_bytes(), b".", body])
    }

    /// The secret itself, to be sealed.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl PartialEq for WebhookSecret {
    fn eq(&self, other: &Self) -> bool {
        same(self.0.expose(), other.0.expose())
    }
}

impl FromStr for WebhookSecret {
    type Err = NotAWebhookSecret;

    fn from_str(text: &str) -> Result<Self, NotAWebhookSecret> {
        is_given_out(text, "whsec_").then(|| Self(Secret::new(text.to_owned()))).ok_or(NotAWebhookSecret)
    }
}

/// A beginning, and then sixteen or more of the characters that Stripe uses.
fn is_given_out(text: &str, beginning: &str) -> bool {
    let rest = text.strip_prefix(beginning).unwrap_or_default();
    (16..=500).contains(&rest.len())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+/=".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: &str = "NotARealKey0000000";

    fn parsed(text: &str) -> Result<(Mode, bool), StripeKeyFault> {
        text.parse::<StripeKey>().map(|key| (key.mode(), key.is_restricted()))
    }

    #[test]
    fn a_key_tells_its_mode() {
        assert_eq!(parsed(&format!("sk_test_{REST}")), Ok((Mode::Test, false)));
        assert_eq!(parsed(&format!("rk_test_{REST}")), Ok((Mode::Test, true)));
        assert_eq!(parsed(&format!("sk_live_{REST}")), Ok((Mode::Live, false)));
        assert_eq!(parsed(&format!("rk_live_{REST}")), Ok((Mode::Live, true)));
    }

    #[test]
    fn what_is_no_secret_key_is_named() {
        assert_eq!(parsed(&format!("pk_test_{REST}")), Err(StripeKeyFault::Publishable));
        assert_eq!(parsed(&format!("whsec_{REST}")), Err(StripeKeyFault::WebhookSecret));
        let both = format!("sk_test_{REST},sk_live_{REST}");
        assert_eq!(parsed(&both), Err(StripeKeyFault::Several));
        for text in
            ["", "sk_test_", "sk_test_short", "sk_prod_NotARealKey0000000", "SK_TEST_NotARealKey0000000"]
        {
            assert_eq!(parsed(text), Err(StripeKeyFault::Unknown), "{text}");
        }
        assert_eq!(parsed(&format!("sk_test_{REST}\r\nX-Evil: 1")), Err(StripeKeyFault::Several));
        assert_eq!(parsed(&format!("sk_test_{REST}\u{e9}")), Err(StripeKeyFault::Unknown));
    }

    #[test]
    fn a_webhook_secret_is_told_from_other_texts() {
        assert!(format!("whsec_{REST}").parse::<WebhookSecret>().is_ok());
        for text in ["", "whsec_", "whsec_short", "sk_test_NotARealKey0000000"] {
            assert_eq!(text.parse::<WebhookSecret>(), Err(NotAWebhookSecret), "{text}");
        }
    }

    #[test]
    fn neither_shows_when_printed() {
        let key: StripeKey = format!("sk_test_{REST}").parse().unwrap();
        let secret: WebhookSecret = format!("whsec_{REST}").parse().unwrap();
        let shown = format!("{key:?} {secret:?}");
        assert!(!shown.contains("NotAReal"), "{shown}");
        assert!(key.expose().contains("NotAReal") && secret.expose().contains("NotAReal"), "the control");
    }
}

//! The keys of Stripe, for a deployment with one studio.

use url::Url;

use super::reading::Reading;
use crate::kernel::stripe_key::{Mode, StripeKey, WebhookSecret};

/// How cards are charged. Where there is none of it, invoices are paid by transfer.
#[derive(Debug, Clone)]
pub struct StripeConfig {
    pub key: StripeKey,
    /// None, one, or two while one is replaced.
    pub webhook_secrets: Vec<WebhookSecret>,
    /// Where tests have their Stripe; none in production.
    pub api_base: Option<Url>,
}

impl StripeConfig {
    /// What is wrong though it can be started with: said by `reprint check`.
    pub fn doubts(&self, production: bool) -> Vec<&'static str> {
        let mut doubts = Vec::new();
        if production && self.key.mode() == Mode::Test {
            doubts.push("STRIPE_SECRET_KEY is a test key: invoices are marked paid and no card is charged");
        }
        if self.webhook_secrets.is_empty() {
            doubts.push("STRIPE_WEBHOOK_SECRET is not set: Stripe cannot tell of payments");
        }
        doubts
    }
}

impl Reading<'_> {
    pub(super) fn stripe(&mut self, production: bool) -> Option<StripeConfig> {
        let key = self.stripe_key(production);
        let webhook_secrets = self.webhook_secrets();
        let api_base = self.stripe_api_base(production);
        if !webhook_secrets.is_empty() && self.value("STRIPE_SECRET_KEY").is_none() {
            self.fault("STRIPE_WEBHOOK_SECRET", "is set without STRIPE_SECRET_KEY");
        }
        Some(StripeConfig { key: key?, webhook_secrets, api_base })
    }

    fn stripe_key(&mut self, production: bool) -> Option<StripeKey> {
        let key: StripeKey = match self.value("STRIPE_SECRET_KEY")?.parse() {
            Ok(key) => key,
            Err(fault) => {
                self.fault("STRIPE_SECRET_KEY", format!("{fault}"));
                return None;
            }
        };
        if key.mode() == Mode::Live && !production {
            self.fault(
                "STRIPE_SECRET_KEY",
                "is a live key, which charges cards: outside production it is a test key",
            );
        }
        Some(key)
    }

    fn webhook_secrets(&mut self) -> Vec<WebhookSecret> {
        let text = self.value("STRIPE_WEBHOOK_SECRET").unwrap_or_default();
        let parts: Vec<_> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() > 2 {
            self.fault(
                "STRIPE_WEBHOOK_SECRET",
                "holds more than two secrets: the present one, and the next or the one before",
            );
        }
        let secrets: Vec<WebhookSecret> = parts.iter().filter_map(|part| part.parse().ok()).collect();
        if secrets.len() < parts.len() {
            self.fault(
                "STRIPE_WEBHOOK_SECRET",
                "is no secret of a webhook, which begins with whsec_; two are separated by a comma",
            );
            return Vec::new();
        }
        secrets
    }

    fn stripe_api_base(&mut self, production: bool) -> Option<Url> {
        let text = self.value("STRIPE_API_BASE")?;
        if production {
            self.fault("STRIPE_API_BASE", "is for tests; in production cards are charged by Stripe alone");
            return None;
        }
        let base = text.parse::<Url>().ok().filter(|url| {
            matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none()
        });
        if base.is_none() {
            self.fault("STRIPE_API_BASE", "does not look like http://127.0.0.1:12111");
        }
        base
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        config::{Config, ConfigFault},
        kernel::stripe_key::Mode,
    };

    const TEST: &str = "sk_test_NotARealKey0000000";
    const LIVE: &str = "sk_live_NotARealKey0000000";
    const HOOK: &str = "whsec_NotARealKey0000000";

    fn read(production: bool, pairs: &[(&str, &str)]) -> Result<Config, Vec<ConfigFault>> {
        let mut all = vec![
            ("SECRET_KEY", "kR2zvH0qFZ8xJ1mW5tYbN7dLcP4gS6aQe9uXiO3h"),
            ("DATABASE_URL", "postgres://app@localhost/portal"),
        ];
        if production {
            all.extend([("APP_ENV", "production"), ("PUBLIC_URL", "https://portal.example.org")]);
        }
        all.extend(pairs);
        Config::read(|name| all.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string()))
    }

    fn fault(production: bool, pairs: &[(&str, &str)]) -> ConfigFault {
        let faults = read(production, pairs).expect_err("it is refused");
        assert_eq!(faults.len(), 1, "{faults:?}");
        faults[0].clone()
    }

    fn doubts(production: bool, pairs: &[(&str, &str)]) -> Vec<&'static str> {
        read(production, pairs).unwrap().stripe.unwrap().doubts(production)
    }

    #[test]
    fn without_a_key_nothing_is_charged() {
        assert!(read(false, &[]).unwrap().stripe.is_none());
        assert!(read(true, &[("STRIPE_SECRET_KEY", "")]).unwrap().stripe.is_none());
    }

    #[test]
    fn the_key_tells_the_mode_and_a_restricted_one_is_as_good() {
        let mode = |production, key| {
            read(production, &[("STRIPE_SECRET_KEY", key)]).unwrap().stripe.unwrap().key.mode()
        };
        assert_eq!(mode(false, TEST), Mode::Test);
        assert_eq!(mode(true, LIVE), Mode::Live);
        let restricted =
            [("STRIPE_SECRET_KEY", "rk_live_NotARealKey0000000"), ("STRIPE_WEBHOOK_SECRET", HOOK)];
        assert_eq!(doubts(true, &restricted), Vec::<&str>::new());
    }

    #[test]
    fn modes_are_not_mixed() {
        let both = format!("{TEST},{LIVE}");
        for (production, key) in [(false, LIVE), (false, both.as_str()), (true, both.as_str())] {
            assert_eq!(
                fault(production, &[("STRIPE_SECRET_KEY", key)]).variable,
                "STRIPE_SECRET_KEY",
                "{key}"
            );
        }
        assert!(read(false, &[("STRIPE_SECRET_KEY", TEST)]).is_ok(), "the control");
    }

    #[test]
    fn a_test_key_in_production_and_a_missing_webhook_are_said() {
        let (key, hook) = (("STRIPE_SECRET_KEY", TEST), ("STRIPE_WEBHOOK_SECRET", HOOK));
        assert_eq!(doubts(true, &[key]).len(), 2);
        assert_eq!(doubts(true, &[key, hook]).len(), 1);
        assert_eq!(doubts(false, &[key, hook]), Vec::<&str>::new());
    }

    #[test]
    fn one_webhook_secret_or_two_and_a_key_with_them() {
        let with = |secrets| read(false, &[("STRIPE_SECRET_KEY", TEST), ("STRIPE_WEBHOOK_SECRET", secrets)]);
        let count = |secrets| with(secrets).unwrap().stripe.unwrap().webhook_secrets.len();
        assert_eq!(count(HOOK), 1);
        assert_eq!(count("whsec_NotARealKey0000000, whsec_NotARealKey1111111"), 2);
        for secrets in ["whsec_", TEST, "whsec_NotARealKey0000000,other", &[HOOK; 3].join(",")] {
            assert!(with(secrets).is_err(), "{secrets}");
        }
        let alone = fault(false, &[("STRIPE_WEBHOOK_SECRET", HOOK)]);
        assert_eq!(alone.to_string(), "STRIPE_WEBHOOK_SECRET: is set without STRIPE_SECRET_KEY");
    }

    #[test]
    fn another_base_is_for_tests() {
        let (key, base) = (("STRIPE_SECRET_KEY", TEST), ("STRIPE_API_BASE", "http://127.0.0.1:12111"));
        let config = read(false, &[key, base]).unwrap();
        assert_eq!(config.stripe.unwrap().api_base.unwrap().as_str(), "http://127.0.0.1:12111/");
        for key in [TEST, LIVE] {
            assert_eq!(fault(true, &[("STRIPE_SECRET_KEY", key), base]).variable, "STRIPE_API_BASE");
        }
    }

    #[test]
    fn neither_secret_shows_when_printed_or_refused() {
        let config = read(false, &[("STRIPE_SECRET_KEY", TEST), ("STRIPE_WEBHOOK_SECRET", HOOK)]).unwrap();
        let refused = [
            read(false, &[("STRIPE_SECRET_KEY", LIVE)]).unwrap_err(),
            read(
                false,
                &[
                    ("STRIPE_SECRET_KEY", "pk_test_NotARealKey0000000"),
                    ("STRIPE_WEBHOOK_SECRET", "whsec-NotAReal"),
                ],
            )
            .unwrap_err(),
        ];
        let shown = format!("{config:?} {refused:?}");
        assert!(!shown.contains("NotAReal"), "{shown}");
    }
}

//! Reads the variables: the format of each, its default, and the fault if its value has another format.

use std::{net::IpAddr, path::PathBuf};

use lettre::{Address, SmtpTransport};
use tracing_subscriber::EnvFilter;
use url::{ParseError, Url};

use super::{ConfigFault, USUAL_PASSWORD_COST, VARIABLES};

/// Values that people forget to replace: production refuses to start with them.
const EXAMPLES: &[&str] = &["changeme", "change-me", "secret", "example", "password", "test", "development"];

/// The environment that is being read, and the faults found so far.
pub(super) struct Reading<'a> {
    pub(super) lookup: &'a dyn Fn(&str) -> Option<String>,
    pub(super) faults: Vec<ConfigFault>,
}

impl Reading<'_> {
    pub(super) fn value(&self, name: &'static str) -> Option<String> {
        debug_assert!(VARIABLES.iter().any(|variable| variable.name == name), "{name} is not listed");
        (self.lookup)(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    pub(super) fn fault(&mut self, variable: &'static str, fault: impl Into<String>) {
        self.faults.push(ConfigFault { variable, fault: fault.into() });
    }

    pub(super) fn number(
        &mut self,
        name: &'static str,
        default: u64,
        range: std::ops::RangeInclusive<u64>,
    ) -> u64 {
        let Some(text) = self.value(name) else { return default };
        match text.parse() {
            Ok(number) if range.contains(&number) => number,
            _ => {
                self.fault(
                    name,
                    format!("{text:?} is not a whole number from {} to {}", range.start(), range.end()),
                );
                default
            }
        }
    }

    /// Production refuses password hashes that are cheaper to attack than docs/SECURITY.md promises.
    pub(super) fn password_cost(&mut self, production: bool) -> u32 {
        let usual = u64::from(USUAL_PASSWORD_COST);
        let least = if production { usual } else { 4 };
        self.number("PASSWORD_COST", usual, least..=16) as u32
    }

    pub(super) fn limit(&mut self, name: &'static str, default: u64) -> i64 {
        self.number(name, default, 1..=1_000_000_000) as i64
    }

    pub(super) fn one_of(
        &mut self,
        name: &'static str,
        choices: &[&'static str],
        default: &'static str,
    ) -> &'static str {
        let Some(text) = self.value(name) else { return default };
        choices.iter().copied().find(|choice| *choice == text).unwrap_or_else(|| {
            self.fault(name, format!("{text:?} is not one of {}", choices.join(", ")));
            default
        })
    }

    pub(super) fn database_url(&mut self, name: &'static str) -> Option<String> {
        let url = self.optional_database_url(name);
        if url.is_none() && self.value(name).is_none() {
            self.fault(name, "is not set; it looks like postgres://user:password@host:5432/database");
        }
        url
    }

    pub(super) fn optional_database_url(&mut self, name: &'static str) -> Option<String> {
        let text = self.value(name)?;
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            self.fault(name, "does not begin with postgres://");
            return None;
        }
        match Url::parse(&text) {
            Ok(url)
                if url.path().trim_matches('/').is_empty()
                    && !url.query_pairs().any(|(key, _)| key == "dbname") =>
            {
                self.fault(
                    name,
                    "does not name a database; it looks like postgres://user:password@host:5432/database",
                );
            }
            // The folder of a socket is in the query: postgres://app@/portal?host=/run/postgresql.
            Ok(_) | Err(ParseError::EmptyHost) => {}
            Err(error) => self.fault(name, format!("is not a URL: {error}")),
        }
        Some(text)
    }

    pub(super) fn log_filter(&mut self) -> String {
        let filter = self.value("LOG").unwrap_or_else(|| "info,reprint=info".into());
        if let Err(error) = EnvFilter::try_new(&filter) {
            self.fault("LOG", format!("cannot be parsed: {error}"));
        }
        filter
    }

    pub(super) fn assets_dir(&mut self, production: bool) -> Option<PathBuf> {
        let folder = self.value("ASSETS_DIR").filter(|_| !production).map(PathBuf::from)?;
        if !folder.is_dir() {
            self.fault("ASSETS_DIR", format!("{} is not a folder", folder.display()));
        }
        Some(folder)
    }

    pub(super) fn public_url(&mut self, port: u16, production: bool) -> Url {
        let fallback = Url::parse(&format!("http://localhost:{port}")).expect("a port makes a URL");
        let Some(text) = self.value("PUBLIC_URL") else {
            if production {
                self.fault(
                    "PUBLIC_URL",
                    "is not set; in production it is the https:// address of the portal",
                );
            }
            return fallback;
        };
        match Url::parse(&text) {
            Ok(url) if url.path() != "/" || url.query().is_some() || url.fragment().is_some() => {
                self.fault("PUBLIC_URL", "has a path; it is scheme, host and port only");
                url
            }
            Ok(url) if !url.username().is_empty() || url.password().is_some() => {
                self.fault("PUBLIC_URL", "contains a user name or a password, which every mail would reveal");
                url
            }
            Ok(url) if url.scheme() == "https" || (url.scheme() == "http" && !production) => url,
            Ok(url) => {
                self.fault(
                    "PUBLIC_URL",
                    if production { "is not https://" } else { "is neither http:// nor https://" },
                );
                url
            }
            Err(error) => {
                self.fault("PUBLIC_URL", format!("is not a URL: {error}"));
                fallback
            }
        }
    }

    pub(super) fn address(&mut self, production: bool) -> IpAddr {
        let default = if production { "0.0.0.0" } else { "127.0.0.1" };
        let text = self.value("BIND_ADDRESS").unwrap_or_else(|| default.into());
        text.parse().unwrap_or_else(|_| {
            self.fault("BIND_ADDRESS", format!("{text:?} is not an IP address"));
            IpAddr::from([127, 0, 0, 1])
        })
    }

    pub(super) fn smtp_url(&mut self) -> Option<String> {
        let text = self.value("SMTP_URL")?;
        match Url::parse(&text) {
            Ok(url) if matches!(url.scheme(), "smtp" | "smtps") && url.host_str().is_some() => {
                if let Err(error) = SmtpTransport::from_url(&text) {
                    self.fault("SMTP_URL", format!("cannot be parsed: {error}"));
                }
                Some(text)
            }
            _ => {
                self.fault("SMTP_URL", "does not look like smtp://user:password@host:587?tls=required");
                None
            }
        }
    }

    pub(super) fn mail_from(&mut self, public_url: &Url) -> String {
        let default = || format!("portal@{}", public_url.host_str().unwrap_or("localhost"));
        let from = self.value("MAIL_FROM").unwrap_or_else(default);
        if let Err(error) = from.parse::<Address>() {
            self.fault("MAIL_FROM", format!("is not an address like portal@example.org: {error}"));
        }
        from
    }

    pub(super) fn secret_key(&mut self, production: bool) -> Vec<u8> {
        self.key("SECRET_KEY", production).unwrap_or_else(|| {
            self.fault("SECRET_KEY", "is not set; `openssl rand -base64 48` generates one");
            Vec::new()
        })
    }

    pub(super) fn secret_key_before(&mut self, production: bool) -> Option<Vec<u8>> {
        let key = self.key("SECRET_KEY_BEFORE", production)?;
        if self.value("SECRET_KEY").is_some_and(|present| present.into_bytes() == key) {
            self.fault("SECRET_KEY_BEFORE", "is the same as SECRET_KEY; it is for the previous key");
        }
        Some(key)
    }

    pub(super) fn key(&mut self, name: &'static str, production: bool) -> Option<Vec<u8>> {
        let text = self.value(name)?;
        if text.len() < 32 {
            self.fault(name, "is shorter than 32 bytes");
        } else if production
            && (EXAMPLES.iter().any(|example| text.to_lowercase().contains(example)) || is_monotonous(&text))
        {
            self.fault(name, "is an example value; `openssl rand -base64 48` generates a real one");
        }
        Some(text.into_bytes())
    }

    pub(super) fn metrics_token(&mut self) -> Option<String> {
        let text = self.value("METRICS_TOKEN")?;
        if text.len() < 32 {
            self.fault("METRICS_TOKEN", "is shorter than 32 bytes");
        } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            self.fault("METRICS_TOKEN", "contains a space or a character that bearer tokens cannot have");
        }
        Some(text)
    }
}

/// Fewer than ten different bytes are not a random value.
fn is_monotonous(text: &str) -> bool {
    text.bytes().collect::<std::collections::BTreeSet<_>>().len() < 10
}

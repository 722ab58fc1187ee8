//! The environment, read once, with every fault reported at once. `docs/CONFIGURATION.md` lists the same variables; a test compares.

mod reading;
mod stripe;

use std::{net::IpAddr, path::PathBuf, time::Duration};

use url::Url;

pub use self::stripe::StripeConfig;

use self::reading::Reading;
use crate::kernel::secret::Secret;

/// A variable of the environment: its name, its default in words, and what it does.
pub struct Variable {
    pub name: &'static str,
    pub default: &'static str,
    pub meaning: &'static str,
}

macro_rules! variables {
    ($($name:ident, $default:literal, $meaning:literal;)*) => {
        /// Every variable the program reads.
        pub const VARIABLES: &[Variable] = &[
            $(Variable { name: stringify!($name), default: $default, meaning: $meaning }),*
        ];
    };
}

variables! {
    APP_ENV, "development", "`production` or `development`. Production asks for https in PUBLIC_URL and for a real SECRET_KEY, and logs JSON.";
    DATABASE_URL, "required", "Postgres the app works in. Its role must be no superuser and must not bypass row-level security.";
    MIGRATION_DATABASE_URL, "DATABASE_URL", "Postgres as the role that owns the tables, used by `reprint migrate` alone.";
    DATABASE_POOL_SIZE, "8", "Connections of one instance, 1 to 100, besides one for the live stream.";
    DATABASE_WAIT_SECONDS, "3", "How long a request waits for a connection before it is answered 503.";
    DATABASE_STATEMENT_SECONDS, "8", "How long a statement may run before Postgres cancels it.";
    SECRET_KEY, "required", "At least 32 bytes that nobody knows. Signs cookies and form tokens, and peppers passwords.";
    SECRET_KEY_BEFORE, "none", "The SECRET_KEY of before, while passwords and app secrets go over to the present one: see `docs/OPERATIONS.md`.";
    PUBLIC_URL, "http://localhost:PORT", "How browsers reach the portal; links in mail begin with it.";
    BIND_ADDRESS, "127.0.0.1; 0.0.0.0 in production", "The address to listen on.";
    PORT, "3000", "The port to listen on.";
    BODY_PATIENCE_SECONDS, "30", "How long is waited for 16 kB of a file, or for a whole form, before the request is answered 408; and how long for a reader to take 16 kB of a download, or anything at all, before the connection is cut. 1 to 600.";
    TRUSTED_HOPS, "0; 1 in production", "How many proxies in front of the app append to X-Forwarded-For; 0 takes the socket's address. Where no address stands in the place that this names, the answer is 400.";
    SMTP_URL, "none", "smtp://user:password@host:587?tls=required or smtps://…. Without it mail stays in the outbox, readable there.";
    MAIL_FROM, "portal@ and PUBLIC_URL's host", "The sender's address of every mail; the name beside it is the studio's.";
    METRICS_TOKEN, "none", "What a scraper of /metrics shows as its bearer token. Without it /metrics is not there.";
    WORK_QUEUE, "true", "Whether `reprint serve` also works the job queue. Set `false` when a worker runs beside it.";
    LOG, "info,reprint=info", "What is logged, in the syntax of tracing's EnvFilter.";
    LOG_FORMAT, "text; json in production", "`text` or `json`.";
    THROTTLE_CREDENTIALS, "30", "How many passwords, codes and one-time links one address may try in a quarter of an hour.";
    THROTTLE_CREDENTIALS_IN_ALL, "1000", "How many may be tried in a studio in a quarter of an hour, by browsers nobody has signed in with yet.";
    THROTTLE_STRANGERS, "100", "How many forms one address may send in a quarter of an hour without being signed in.";
    THROTTLE_SENT, "1000", "How many forms a signed-in user may send in a quarter of an hour.";
    THROTTLE_READ, "6000", "How many pages and files a user, or an address without one, may ask for in a quarter of an hour.";
    UPLOADS_PER_ADDRESS, "8", "How many files may be on their way in from one address at a time; a user may have half as many, an instance eight times as many.";
    DOWNLOADS_PER_ADDRESS, "16", "The same of files on their way out.";
    BODIES_PER_ADDRESS, "16", "How many requests from one address may have a body that is being read, uploads included; a user may have half as many, an instance 32 times as many.";
    REQUESTS_PER_ADDRESS, "64", "How many requests from one address may be under way, until their answers are on their way out; an instance eight times as many. Downloads and live streams count apart.";
    STRIPE_SECRET_KEY, "none", "The key of the studio's account at Stripe (`sk_…`, or a restricted `rk_…`), with which invoices are paid by card. A test key outside production. Without it they are paid by transfer.";
    STRIPE_WEBHOOK_SECRET, "none", "What Stripe signs its events with (`whsec_…`). Two, separated by a comma, while one is replaced.";
    STRIPE_API_BASE, "Stripe's own", "For tests: another server that answers as Stripe does. Refused in production.";
    ASSETS_DIR, "none", "Development only: read assets from this folder at each request instead of from the binary.";
}

/// Everything the environment says.
#[derive(Debug, Clone)]
pub struct Config {
    pub production: bool,
    pub database: DatabaseConfig,
    pub web: WebConfig,
    pub mail: MailConfig,
    pub log: LogConfig,
    pub throttle: ThrottleConfig,
    pub held: HeldConfig,
    /// None where cards are not charged.
    pub stripe: Option<StripeConfig>,
    pub secret_key: Secret<Vec<u8>>,
    /// The key of before, where it is being changed.
    pub secret_key_before: Option<Secret<Vec<u8>>>,
    pub metrics_token: Option<Secret<String>>,
    pub work_queue: bool,
}

/// How to reach Postgres, and how patiently.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    pub url: Secret<String>,
    pub migration_url: Secret<String>,
    pub pool_size: u32,
    pub pool_wait: Duration,
    pub statement_timeout: Duration,
}

/// Where the portal listens, and what it calls itself.
#[derive(Debug, Clone)]
pub struct WebConfig {
    pub address: IpAddr,
    pub port: u16,
    pub public_url: Url,
    pub body_patience: Duration,
    pub trusted_hops: usize,
    pub assets_dir: Option<PathBuf>,
}

impl WebConfig {
    /// Cookies are `Secure` and `__Host-` wherever browsers reach us over https.
    pub fn https(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

/// How much is too much within a quarter of an hour.
#[derive(Debug, Clone)]
pub struct ThrottleConfig {
    pub credentials: i64,
    pub credentials_in_all: i64,
    pub strangers: i64,
    pub sent: i64,
    pub read: i64,
}

/// How much may be under way at a time for one address.
#[derive(Debug, Clone)]
pub struct HeldConfig {
    pub uploads: usize,
    pub downloads: usize,
    pub bodies: usize,
    pub requests: usize,
}

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct MailConfig {
    pub smtp_url: Option<Secret<String>>,
    pub from: String,
}

/// What is logged, and how.
#[derive(Debug, Clone)]
pub struct LogConfig {
    pub filter: String,
    pub json: bool,
}

/// One thing wrong with the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFault {
    pub variable: &'static str,
    pub fault: String,
}

impl std::fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.variable, self.fault)
    }
}

impl Config {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// Every fault there is, not the first one only.
    pub fn from_env() -> Result<Self, Vec<ConfigFault>> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads variables from `lookup`; empty ones count as unset.
    ///
    /// # Errors
    /// Every fault there is, not the first one only.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<ConfigFault>> {
        let mut reading = Reading { lookup: &lookup, faults: Vec::new() };
        let production =
            reading.one_of("APP_ENV", &["development", "production"], "development") == "production";
        let port = reading.number("PORT", 3000, 1..=65_535) as u16;
        let public_url = reading.public_url(port, production);
        let url = reading.database_url("DATABASE_URL").unwrap_or_default();
        let config = Self {
            production,
            database: DatabaseConfig {
                migration_url: Secret::new(
                    reading.optional_database_url("MIGRATION_DATABASE_URL").unwrap_or_else(|| url.clone()),
                ),
                url: Secret::new(url),
                pool_size: reading.number("DATABASE_POOL_SIZE", 8, 1..=100) as u32,
                pool_wait: Duration::from_secs(reading.number("DATABASE_WAIT_SECONDS", 3, 1..=30)),
                statement_timeout: Duration::from_secs(reading.number(
                    "DATABASE_STATEMENT_SECONDS",
                    8,
                    1..=60,
                )),
            },
            mail: MailConfig {
                smtp_url: reading.smtp_url().map(Secret::new),
                from: reading.mail_from(&public_url),
            },
            web: WebConfig {
                address: reading.address(production),
                port,
                public_url,
                body_patience: Duration::from_secs(reading.number("BODY_PATIENCE_SECONDS", 30, 1..=600)),
                trusted_hops: reading.number("TRUSTED_HOPS", u64::from(production), 0..=5) as usize,
                assets_dir: reading.assets_dir(production),
            },
            log: LogConfig {
                filter: reading.log_filter(),
                json: reading.one_of(
                    "LOG_FORMAT",
                    &["text", "json"],
                    if production { "json" } else { "text" },
                ) == "json",
            },
            throttle: ThrottleConfig {
                credentials: reading.limit("THROTTLE_CREDENTIALS", 30),
                credentials_in_all: reading.limit("THROTTLE_CREDENTIALS_IN_ALL", 1000),
                strangers: reading.limit("THROTTLE_STRANGERS", 100),
                sent: reading.limit("THROTTLE_SENT", 1000),
                read: reading.limit("THROTTLE_READ", 6000),
            },
            held: HeldConfig {
                uploads: reading.number("UPLOADS_PER_ADDRESS", 8, 1..=10_000) as usize,
                downloads: reading.number("DOWNLOADS_PER_ADDRESS", 16, 1..=10_000) as usize,
                bodies: reading.number("BODIES_PER_ADDRESS", 16, 1..=10_000) as usize,
                requests: reading.number("REQUESTS_PER_ADDRESS", 64, 1..=10_000) as usize,
            },
            stripe: reading.stripe(production),
            secret_key: Secret::new(reading.secret_key(production)),
            secret_key_before: reading.secret_key_before(production).map(Secret::new),
            metrics_token: reading.metrics_token().map(Secret::new),
            work_queue: reading.one_of("WORK_QUEUE", &["true", "false"], "true") == "true",
        };
        if reading.faults.is_empty() { Ok(config) } else { Err(reading.faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, Vec<ConfigFault>> {
        Config::read(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string()))
    }

    const KEY: (&str, &str) = ("SECRET_KEY", "kR2zvH0qFZ8xJ1mW5tYbN7dLcP4gS6aQe9uXiO3h");
    const DATABASE: (&str, &str) = ("DATABASE_URL", "postgres://app@localhost/portal");

    #[test]
    fn two_variables_are_enough_to_develop() {
        let config = read(&[KEY, DATABASE]).unwrap();
        assert_eq!(config.web.public_url.as_str(), "http://localhost:3000/");
        assert!(!config.production && !config.web.https() && config.work_queue);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let faults = read(&[("APP_ENV", "prod"), ("PORT", "high"), ("SECRET_KEY", "short")]).unwrap_err();
        let named: Vec<_> = faults.iter().map(|fault| fault.variable).collect();
        assert_eq!(named, ["APP_ENV", "PORT", "DATABASE_URL", "SECRET_KEY"]);
    }

    #[test]
    fn production_refuses_example_secrets_and_plain_http() {
        let production = ("APP_ENV", "production");
        for key in ["changeme-changeme-changeme-changeme", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
            let faults = read(&[
                production,
                DATABASE,
                ("SECRET_KEY", key),
                ("PUBLIC_URL", "http://portal.example.org"),
            ])
            .unwrap_err();
            let named: Vec<_> = faults.iter().map(|fault| fault.variable).collect();
            assert_eq!(named, ["PUBLIC_URL", "SECRET_KEY"]);
        }
        assert!(read(&[production, DATABASE, KEY, ("PUBLIC_URL", "https://portal.example.org")]).is_ok());
    }

    #[test]
    fn what_mail_cannot_be_sent_with_and_an_address_with_a_password_are_refused() {
        for from in ["a b", "a@b.example\r\nBcc: c@d.example", "portal"] {
            let faults = read(&[KEY, DATABASE, ("MAIL_FROM", from)]).unwrap_err();
            assert!(matches!(&faults[..], [fault] if fault.variable == "MAIL_FROM"), "{from}: {faults:?}");
        }
        assert!(read(&[KEY, DATABASE, ("MAIL_FROM", "portal@studio.example")]).is_ok());
        let smtp = |url| read(&[KEY, DATABASE, ("SMTP_URL", url)]);
        let faults = smtp("smtp://mail.example:587?tls=none").unwrap_err();
        assert!(matches!(&faults[..], [fault] if fault.variable == "SMTP_URL"), "{faults:?}");
        assert!(smtp("smtp://mail.example:587?tls=required").is_ok());
        let faults = read(&[KEY, DATABASE, ("PUBLIC_URL", "http://user:pw@localhost:3000")]).unwrap_err();
        assert!(matches!(&faults[..], [fault] if fault.variable == "PUBLIC_URL"), "{faults:?}");
    }

    /// Of every variable, values that cannot work. A new variable needs a line.
    const CANNOT_WORK: &[(&str, &[&str])] = &[
        ("APP_ENV", &["prod", "Production"]),
        (
            "DATABASE_URL",
            &["mysql://a@b/c", "postgres://app@localhost", "postgres://app@localhost:99999/portal"],
        ),
        ("MIGRATION_DATABASE_URL", &["portal", "postgres://owner@localhost/"]),
        ("DATABASE_POOL_SIZE", &["0", "101", "many"]),
        ("DATABASE_WAIT_SECONDS", &["0", "31"]),
        ("DATABASE_STATEMENT_SECONDS", &["0", "61"]),
        ("SECRET_KEY", &["short"]),
        ("SECRET_KEY_BEFORE", &["short", KEY.1]),
        (
            "PUBLIC_URL",
            &[
                "portal.example",
                "ftp://portal.example",
                "https://portal.example/path",
                "https://a:b@portal.example",
            ],
        ),
        ("BIND_ADDRESS", &["localhost", "1.2.3"]),
        ("PORT", &["0", "65536", "http"]),
        ("BODY_PATIENCE_SECONDS", &["0", "601"]),
        ("TRUSTED_HOPS", &["6", "-1"]),
        ("SMTP_URL", &["mail.example", "smtp://mail.example?tls=none"]),
        ("MAIL_FROM", &["portal", "a b@c.example"]),
        ("METRICS_TOKEN", &["short", "a token with blanks in it, long enough"]),
        ("WORK_QUEUE", &["yes"]),
        ("LOG", &["info,reprint=loud", "=[["]),
        ("LOG_FORMAT", &["xml"]),
        ("THROTTLE_CREDENTIALS", &["0", "none"]),
        ("THROTTLE_CREDENTIALS_IN_ALL", &["0"]),
        ("THROTTLE_STRANGERS", &["0"]),
        ("THROTTLE_SENT", &["0"]),
        ("THROTTLE_READ", &["0"]),
        ("UPLOADS_PER_ADDRESS", &["0"]),
        ("DOWNLOADS_PER_ADDRESS", &["0"]),
        ("BODIES_PER_ADDRESS", &["0"]),
        ("REQUESTS_PER_ADDRESS", &["0"]),
        ("STRIPE_SECRET_KEY", &["pk_test_51Nm0Zq7Ab3Cd4Ef5Gh", "sk_live_51Nm0Zq7Ab3Cd4Ef5Gh", "sk_test_"]),
        ("STRIPE_WEBHOOK_SECRET", &["whsec_51Nm0Zq7Ab3Cd4Ef5Gh", "secret"]),
        ("STRIPE_API_BASE", &["127.0.0.1:12111", "ftp://127.0.0.1", "http://127.0.0.1/v1"]),
        ("ASSETS_DIR", &["/no/such/folder"]),
    ];

    #[test]
    fn postgres_may_be_behind_a_socket() {
        for url in ["postgres://app@/portal?host=/run/postgresql", "postgres:///portal?host=/run/postgresql"]
        {
            assert!(read(&[KEY, ("DATABASE_URL", url)]).is_ok(), "{url}");
        }
    }

    #[test]
    fn what_cannot_work_is_refused_at_start() {
        let listed: Vec<_> = CANNOT_WORK.iter().map(|(name, _)| *name).collect();
        assert_eq!(listed, VARIABLES.iter().map(|variable| variable.name).collect::<Vec<_>>());
        for (name, values) in CANNOT_WORK {
            for value in *values {
                let mut pairs = vec![(*name, *value)];
                pairs.extend([KEY, DATABASE].iter().filter(|(key, _)| key != name));
                let faults = read(&pairs).expect_err(value);
                assert!(
                    matches!(&faults[..], [fault] if fault.variable == *name),
                    "{name}={value}: {faults:?}"
                );
            }
        }
    }

    #[test]
    fn the_key_of_before_is_held_to_the_same_and_is_another() {
        let before = |key| read(&[KEY, DATABASE, ("SECRET_KEY_BEFORE", key)]);
        for key in ["short", KEY.1] {
            assert!(
                matches!(&before(key).unwrap_err()[..], [fault] if fault.variable == "SECRET_KEY_BEFORE")
            );
        }
        assert!(before("").unwrap().secret_key_before.is_none());
        assert!(before("h3OiXu9eQa6SgP4cLd7NbYt5Wm1Jx8ZFq0HvzK2Rk").unwrap().secret_key_before.is_some());
    }

    #[test]
    fn secrets_do_not_show_when_printed() {
        let shown = format!("{:?}", read(&[KEY, DATABASE]).unwrap());
        assert!(!shown.contains("kR2z"), "{shown}");
    }
}

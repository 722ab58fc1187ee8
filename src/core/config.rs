//! The configuration, read once from the environment; all faults are reported together. A test compares the variables with
//! `docs/CONFIGURATION.md`.

mod reading;
mod stripe;
#[cfg(test)]
mod tests;

use std::{net::IpAddr, path::PathBuf, time::Duration};

use url::Url;

pub use self::stripe::StripeConfig;

use self::reading::Reading;
use crate::kernel::secret::Secret;

/// An environment variable: its name, its default in words, and its meaning.
pub struct Variable {
    pub name: &'static str,
    pub default: &'static str,
    pub meaning: &'static str,
}

macro_rules! variables {
    ($($name:ident, $default:literal, $meaning:literal;)*) => {
        /// All variables that the program reads.
        pub const VARIABLES: &[Variable] = &[
            $(Variable { name: stringify!($name), default: $default, meaning: $meaning }),*
        ];
    };
}

variables! {
    APP_ENV, "development", "`production` or `development`. Production requires https in PUBLIC_URL and a real SECRET_KEY, and logs JSON.";
    DATABASE_URL, "required", "The app's Postgres database. Its role must not be a superuser and must not bypass row-level security.";
    MIGRATION_DATABASE_URL, "DATABASE_URL", "The same database, as the role that owns the tables; used only by `reprint migrate`.";
    DATABASE_POOL_SIZE, "8", "The number of connections of one instance, 1 to 100, in addition to the one that listens for events.";
    DATABASE_WAIT_SECONDS, "3", "How long a request waits for a connection before the response is 503.";
    DATABASE_STATEMENT_SECONDS, "8", "How long a statement may run before Postgres cancels it.";
    SECRET_KEY, "required", "At least 32 secret bytes. Signs cookies and form tokens, and peppers passwords.";
    SECRET_KEY_BEFORE, "none", "The previous SECRET_KEY, while passwords and app secrets are migrated to the present one: see `docs/OPERATIONS.md`.";
    PASSWORD_COST, "12", "bcrypt's work factor, up to 16: each step doubles the work of checking a password, and 12 takes a quarter of a second on one core. At least 12 in production, 4 in development. A password with a lower one is hashed again when its owner next signs in.";
    PUBLIC_URL, "http://localhost:PORT", "How browsers reach the portal; links in mail begin with it.";
    BIND_ADDRESS, "127.0.0.1; 0.0.0.0 in production", "The address to listen on.";
    PORT, "3000", "The port to listen on.";
    BODY_PATIENCE_SECONDS, "30", "How long the portal waits for 16 kB of a file, or for a whole form, before the response is 408; and how long for a reader to receive 16 kB of a download, or anything at all, before the connection is closed. 1 to 600.";
    TRUSTED_HOPS, "0; 1 in production", "How many proxies in front of the app append to X-Forwarded-For; 0 uses the socket's address. If the element at that position is not an address, the response is 400.";
    SMTP_URL, "none", "smtp://user:password@host:587?tls=required or smtps://…. Without it, mail stays in the outbox, where it can be read.";
    MAIL_FROM, "portal@ and PUBLIC_URL's host", "The sender's address of every mail; the name beside it is the studio's.";
    METRICS_TOKEN, "none", "The bearer token with which /metrics can be scraped. Without it, /metrics does not exist.";
    WORK_QUEUE, "true", "Whether `reprint serve` also works the job queue. Set it to `false` if a separate worker runs.";
    LOG, "info,reprint=info", "What is logged, in the syntax of tracing's EnvFilter.";
    LOG_FORMAT, "text; json in production", "`text` or `json`.";
    THROTTLE_CREDENTIALS, "30", "How many passwords, codes and one-time links one address may try in a quarter of an hour.";
    THROTTLE_CREDENTIALS_IN_ALL, "1000", "How many may be tried in a studio in a quarter of an hour, from browsers in which nobody has signed in yet.";
    THROTTLE_STRANGERS, "100", "How many forms one address may send in a quarter of an hour without being signed in.";
    THROTTLE_SENT, "1000", "How many forms a signed-in user may send in a quarter of an hour.";
    THROTTLE_READ, "6000", "How many pages and files a user, or an address without a signed-in user, may request in a quarter of an hour.";
    UPLOADS_PER_ADDRESS, "8", "How many files one address may upload at a time; a user may have half as many, an instance eight times as many.";
    DOWNLOADS_PER_ADDRESS, "16", "The same for downloads.";
    BODIES_PER_ADDRESS, "16", "How many requests from one address may have a body that is being read, including uploads; a user may have half as many, an instance 32 times as many.";
    REQUESTS_PER_ADDRESS, "64", "How many requests from one address may be processed at a time, until their responses are being sent; an instance may have eight times as many. Downloads and event streams count separately.";
    STRIPE_SECRET_KEY, "none", "The secret key of the studio's Stripe account (`sk_…`, or a restricted `rk_…`), for card payments. Use a test key outside production. Without it, invoices are paid by bank transfer.";
    STRIPE_WEBHOOK_SECRET, "none", "The signing secret of the Stripe webhook (`whsec_…`); two, separated by a comma, while one is being rotated.";
    STRIPE_API_BASE, "Stripe's own", "For tests: the URL of a server to use instead of Stripe's API. Refused in production.";
    ASSETS_DIR, "none", "Development only: read assets from this folder at each request instead of from the binary.";
}

/// The default of `PASSWORD_COST`, and its minimum in production.
pub const USUAL_PASSWORD_COST: u32 = 12;

/// The configuration of the program.
#[derive(Debug, Clone)]
pub struct Config {
    pub production: bool,
    pub database: DatabaseConfig,
    pub web: WebConfig,
    pub mail: MailConfig,
    pub log: LogConfig,
    pub throttle: ThrottleConfig,
    pub held: HeldConfig,
    /// `None` if no Stripe key is set.
    pub stripe: Option<StripeConfig>,
    pub secret_key: Secret<Vec<u8>>,
    /// The previous key, while the key is being changed.
    pub secret_key_before: Option<Secret<Vec<u8>>>,
    /// bcrypt's work factor: a hash takes two to this power iterations.
    pub password_cost: u32,
    pub metrics_token: Option<Secret<String>>,
    pub work_queue: bool,
}

/// The connection to Postgres, and its time limits.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    pub url: Secret<String>,
    pub migration_url: Secret<String>,
    pub pool_size: u32,
    pub pool_wait: Duration,
    pub statement_timeout: Duration,
}

/// Where the portal listens, and its public address.
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
    /// Whether browsers reach the portal over https: cookies are then `Secure` and have the prefix `__Host-`.
    pub fn https(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

/// The rate limits for a quarter of an hour.
#[derive(Debug, Clone)]
pub struct ThrottleConfig {
    pub credentials: i64,
    pub credentials_in_all: i64,
    pub strangers: i64,
    pub sent: i64,
    pub read: i64,
}

/// The limits on concurrent transfers and requests per address.
#[derive(Debug, Clone)]
pub struct HeldConfig {
    pub uploads: usize,
    pub downloads: usize,
    pub bodies: usize,
    pub requests: usize,
}

/// How mail is sent.
#[derive(Debug, Clone)]
pub struct MailConfig {
    pub smtp_url: Option<Secret<String>>,
    pub from: String,
}

/// The filter and the format of the log.
#[derive(Debug, Clone)]
pub struct LogConfig {
    pub filter: String,
    pub json: bool,
}

/// A fault in the environment.
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
    /// All faults, not only the first.
    pub fn from_env() -> Result<Self, Vec<ConfigFault>> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads variables from `lookup`; empty ones count as unset.
    ///
    /// # Errors
    /// All faults, not only the first.
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
            password_cost: reading.password_cost(production),
            metrics_token: reading.metrics_token().map(Secret::new),
            work_queue: reading.one_of("WORK_QUEUE", &["true", "false"], "true") == "true",
        };
        if reading.faults.is_empty() { Ok(config) } else { Err(reading.faults) }
    }
}

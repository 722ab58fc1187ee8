//! Whether an event comes from Stripe: its signature, over the bytes as they came.

use std::{fmt, time::Duration};

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER_PERMISSIVE;
use reprint_kernel::secret::same;

use crate::{Event, WebhookSecret};

/// How far the time of a signature may be from now.
pub const TOLERANCE: Duration = Duration::from_secs(300);

/// Why a message is not taken for Stripe's. Each is answered 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureFault {
    /// The header is none that Stripe sends.
    Header,
    /// No signature is by one of the secrets.
    Signature,
    /// It was signed too long ago, or at a time that is still to come.
    Time,
    /// It is signed, and no event.
    Event,
}

impl fmt::Display for SignatureFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "no header of Stripe's",
            Self::Signature => "signed with another secret, or changed on the way",
            Self::Time => "signed too long ago, or in the future",
            Self::Event => "no event",
        })
    }
}

/// The event, if one of the secrets signed exactly these bytes, at most so long ago or ahead. While a secret is being replaced there are two.
///
/// # Errors
/// What is wrong with it; nothing of it is to be kept then.
pub fn verify(
    body: &[u8],
    header: &str,
    secrets: &[WebhookSecret],
    now: DateTime<Utc>,
    tolerance: Duration,
) -> Result<Event, SignatureFault> {
    let signed = Signed::read(header).ok_or(SignatureFault::Header)?;
    if !secrets.iter().any(|secret| signed.is_by(secret, body)) {
        return Err(SignatureFault::Signature);
    }
    if signed.at.abs_diff(now.timestamp()) > tolerance.as_secs() {
        return Err(SignatureFault::Time);
    }
    Event::parse(body).map_err(|_| SignatureFault::Event)
}

/// What the header says: `t=1764547200,v1=5257a8…,v0=…`.
struct Signed<'a> {
    /// As it stands there: it is part of what is signed.
    time: &'a str,
    at: i64,
    signatures: Vec<Vec<u8>>,
}

impl<'a> Signed<'a> {
    /// One time and at least one signature of the scheme `v1`; whatever else there is counts for nothing.
    fn read(header: &'a str) -> Option<Self> {
        let parts: Vec<_> = header.split(',').filter_map(|part| part.trim().split_once('=')).collect();
        let of =
            |name: &'static str| parts.iter().filter(move |(key, _)| *key == name).map(|(_, value)| *value);
        let mut times = of("t");
        let time = times.next().filter(|time| time.bytes().all(|byte| byte.is_ascii_digit()))?;
        let signatures: Vec<_> = of("v1").filter_map(bytes).collect();
        if times.next().is_some() || signatures.is_empty() {
            return None;
        }
        Some(Self { time, at: time.parse().ok()?, signatures })
    }

    fn is_by(&self, secret: &WebhookSecret, body: &[u8]) -> bool {
        let right = secret.signature(self.time, body);
        self.signatures.iter().any(|signature| same(signature, right))
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok().filter(|bytes| bytes.len() == 32)
}

//! Verifies the signatures of webhook events, over the exact bytes of the request body.

use std::{fmt, time::Duration};

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER_PERMISSIVE;
use reprint_kernel::secret::same;

use crate::{Event, WebhookSecret};

/// The maximum difference between the timestamp of a signature and the current time, in either direction.
pub const TOLERANCE: Duration = Duration::from_secs(300);

/// Why a webhook request is rejected. The response to each is 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureFault {
    /// The `Stripe-Signature` header is malformed.
    Header,
    /// No signature matches any of the signing secrets.
    Signature,
    /// The timestamp is too old, or too far in the future.
    Time,
    /// The signature is valid, but the body is not an event.
    Event,
}

impl fmt::Display for SignatureFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "the Stripe-Signature header is malformed",
            Self::Signature => "signed with another secret, or modified in transit",
            Self::Time => "the timestamp is too old, or too far in the future",
            Self::Event => "the body is not an event",
        })
    }
}

/// Returns the event if one of the signing secrets signed exactly this body, with a timestamp within the tolerance. There are two secrets
/// while one is being rotated.
///
/// # Errors
/// If the request cannot be verified. Nothing of it may be stored then.
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

/// The contents of the `Stripe-Signature` header: `t=1764547200,v1=5257a8…,v0=…`.
struct Signed<'a> {
    /// The timestamp as it was sent, since its text is part of the signed payload.
    time: &'a str,
    at: i64,
    signatures: Vec<Vec<u8>>,
}

impl<'a> Signed<'a> {
    /// Requires exactly one timestamp and at least one `v1` signature, and ignores everything else.
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
        let expected = secret.signature(self.time, body);
        self.signatures.iter().any(|signature| same(signature, expected))
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok().filter(|bytes| bytes.len() == 32)
}

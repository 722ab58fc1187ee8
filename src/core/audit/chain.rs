//! A link of the chain: the canonical form of an entry, and its SHA-256.

use chrono::{DateTime, Utc};
use diesel::{QueryableByName, sql_types};
use uuid::Uuid;

use crate::kernel::sha256::{Sha256, Sha256Hasher};

/// The previous hash of the first link.
pub const BEGINNING: [u8; 32] = [0; 32];

/// An audit entry with all columns that are part of its hash.
#[derive(Debug, Clone, QueryableByName)]
pub struct Chained {
    #[diesel(sql_type = sql_types::Uuid)]
    pub id: Uuid,
    #[diesel(sql_type = sql_types::Text)]
    pub kind: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    pub actor_id: Option<Uuid>,
    #[diesel(sql_type = sql_types::Text)]
    pub actor_name: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    pub subject_kind: Option<String>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    pub subject_id: Option<Uuid>,
    #[diesel(sql_type = sql_types::Text)]
    pub facts: String,
    #[diesel(sql_type = sql_types::Text)]
    pub address: String,
    #[diesel(sql_type = sql_types::Text)]
    pub agent: String,
    #[diesel(sql_type = sql_types::Text)]
    pub request_id: String,
    #[diesel(sql_type = sql_types::Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Binary>)]
    pub who_seal: Option<Vec<u8>>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Binary>)]
    pub facts_seal: Option<Vec<u8>>,
}

/// A link's position in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub studio: Uuid,
    /// Counted from 1.
    pub sequence: i64,
    /// The hash of the previous link.
    pub previous: [u8; 32],
    pub sealed_at: DateTime<Utc>,
}

impl Chained {
    /// Computes the link's hash. Each field is preceded by its length, so that bytes cannot be moved from one field to the next; null
    /// differs from empty.
    pub fn hash(&self, place: &Place) -> Sha256 {
        let mut form = Form::default();
        form.put(b"audit 1");
        form.put(place.studio.as_bytes());
        form.put(&place.sequence.to_be_bytes());
        form.put(&place.previous);
        form.put(&place.sealed_at.timestamp_micros().to_be_bytes());
        form.put(self.id.as_bytes());
        form.put(self.kind.as_bytes());
        form.may(self.actor_id.as_ref().map(|id| &id.as_bytes()[..]));
        form.put(self.actor_name.as_bytes());
        form.may(self.subject_kind.as_deref().map(str::as_bytes));
        form.may(self.subject_id.as_ref().map(|id| &id.as_bytes()[..]));
        form.put(self.facts.as_bytes());
        form.put(self.address.as_bytes());
        form.put(self.agent.as_bytes());
        form.put(self.request_id.as_bytes());
        form.put(&self.created_at.timestamp_micros().to_be_bytes());
        form.may(self.who_seal.as_deref());
        form.may(self.facts_seal.as_deref());
        form.0.finish()
    }
}

/// Computes the salted hash of texts that are stored separately from the chain; the same as Postgres computes when an entry is written.
pub fn seal_of(salt: &[u8], texts: &[&str]) -> Sha256 {
    let mut hasher = Sha256Hasher::new();
    hasher.update(salt);
    for text in texts {
        hasher.update(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
        hasher.update(text);
    }
    hasher.finish()
}

#[derive(Default)]
struct Form(Sha256Hasher);

impl Form {
    fn put(&mut self, bytes: &[u8]) {
        self.0.update([1]);
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn may(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => self.put(bytes),
            None => self.0.update([0]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Chained {
        Chained {
            id: Uuid::from_u128(7),
            kind: "invoice.sent".into(),
            actor_id: Some(Uuid::from_u128(1)),
            actor_name: String::new(),
            subject_kind: Some("invoice".into()),
            subject_id: None,
            facts: "{}".into(),
            address: String::new(),
            agent: String::new(),
            request_id: "req-1".into(),
            created_at: DateTime::UNIX_EPOCH,
            who_seal: Some(vec![1; 32]),
            facts_seal: None,
        }
    }

    fn place() -> Place {
        Place {
            studio: Uuid::from_u128(9),
            sequence: 1,
            previous: BEGINNING,
            sealed_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn every_field_is_part_of_the_hash() {
        let whole = entry().hash(&place());
        let with = |change: fn(&mut Chained)| {
            let mut other = entry();
            change(&mut other);
            other.hash(&place())
        };
        let others = [
            with(|e| e.id = Uuid::from_u128(8)),
            with(|e| e.kind = "invoice.void".into()),
            with(|e| e.actor_id = None),
            with(|e| e.actor_name = "Ana".into()),
            with(|e| e.subject_kind = None),
            with(|e| e.subject_id = Some(Uuid::nil())),
            with(|e| e.facts = "{ }".into()),
            with(|e| e.address = "1".into()),
            with(|e| e.agent = "1".into()),
            with(|e| e.request_id = "req-2".into()),
            with(|e| e.created_at += chrono::Duration::microseconds(1)),
            with(|e| e.who_seal = Some(vec![2; 32])),
            with(|e| e.facts_seal = Some(vec![])),
            entry().hash(&Place { sequence: 2, ..place() }),
            entry().hash(&Place { previous: [1; 32], ..place() }),
            entry().hash(&Place { studio: Uuid::nil(), ..place() }),
        ];
        for (at, other) in others.iter().enumerate() {
            assert_ne!(*other, whole, "change {at} is not detected");
        }
        assert_eq!(entry().hash(&place()), whole);
    }

    #[test]
    fn bytes_cannot_be_moved_from_one_field_to_the_next() {
        let mut shifted = entry();
        (shifted.address, shifted.agent) = ("ab".into(), "c".into());
        let one = shifted.hash(&place());
        (shifted.address, shifted.agent) = ("a".into(), "bc".into());
        assert_ne!(shifted.hash(&place()), one);
        assert_ne!(seal_of(b"salt", &["ab", "c"]), seal_of(b"salt", &["a", "bc"]));
    }
}

//! The row of a code.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::rules::{self, Standing, State};
use crate::{kernel::ids::SignInCodeId, schema::sign_in_codes};

/// A code as stored, but for who may use it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sign_in_codes)]
pub struct Code {
    pub id: SignInCodeId,
    /// By which of its secrets the asking browser is known here.
    pub asker_hash: Vec<u8>,
    pub state: State,
    pub number: i16,
    pub decoy: i16,
    pub other_decoy: i16,
    /// The asking browser's own name for itself, and where it asked from.
    pub agent: String,
    pub address: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl Code {
    /// How it stands.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        rules::standing(self.state, self.expires_at, now)
    }

    /// What the phone offers: the number among its decoys, in an order that tells nothing.
    pub fn offered(&self) -> [i16; 3] {
        let mut offered = [self.number, self.decoy, self.other_decoy];
        offered.sort_unstable();
        offered
    }
}

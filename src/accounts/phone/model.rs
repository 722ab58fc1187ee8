//! The row of a sign-in code.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::rules::{self, Standing, State};
use crate::{kernel::ids::SignInCodeId, schema::sign_in_codes};

/// A code as stored, without the user who confirmed it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sign_in_codes)]
pub struct Code {
    pub id: SignInCodeId,
    /// The digest of the secret that identifies the browser.
    pub asker_hash: Vec<u8>,
    pub state: State,
    pub number: i16,
    pub decoy: i16,
    pub other_decoy: i16,
    /// The browser's user agent, and the address of its request.
    pub agent: String,
    pub address: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl Code {
    /// The code's standing.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        rules::standing(self.state, self.expires_at, now)
    }

    /// The numbers that the phone offers: the one shown and its decoys, in an order that reveals nothing.
    pub fn offered(&self) -> [i16; 3] {
        let mut offered = [self.number, self.decoy, self.other_decoy];
        offered.sort_unstable();
        offered
    }
}

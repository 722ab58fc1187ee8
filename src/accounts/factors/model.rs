//! The rows of second factors.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::passkey::Credential;
use crate::{
    kernel::ids::{PasskeyId, UserId},
    schema::{factor_tries, passkeys},
};

/// The number of wrong codes in a row, and the lock that follows.
#[derive(Debug, Clone, Default, Queryable, Selectable)]
#[diesel(table_name = factor_tries)]
pub struct Attempts {
    pub failures: i32,
    pub locked_until: Option<DateTime<Utc>>,
}

/// A passkey, as shown to its owner.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = passkeys)]
pub struct Passkey {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A passkey, as needed to verify an assertion.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = passkeys)]
pub struct Known {
    pub id: PasskeyId,
    pub user_id: UserId,
    pub credential_id: Vec<u8>,
    pub fixed_state: Vec<u8>,
    pub moving_state: Vec<u8>,
}

impl Known {
    /// The part that verification needs.
    pub fn credential(&self) -> Credential {
        let Self { credential_id, fixed_state, moving_state, .. } = self.clone();
        Credential { credential_id, fixed_state, moving_state }
    }
}

//! The rows of second factors.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::passkey::Kept;
use crate::{
    kernel::ids::{PasskeyId, UserId},
    schema::{factor_tries, passkeys},
};

/// Wrong codes in a row.
#[derive(Debug, Clone, Default, Queryable, Selectable)]
#[diesel(table_name = factor_tries)]
pub struct Tries {
    pub failures: i32,
    pub locked_until: Option<DateTime<Utc>>,
}

/// A passkey as its owner sees it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = passkeys)]
pub struct Passkey {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A passkey as an answer is judged by it.
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
    /// What of it the judging needs.
    pub fn kept(&self) -> Kept {
        let Self { credential_id, fixed_state, moving_state, .. } = self.clone();
        Kept { credential_id, fixed_state, moving_state }
    }
}

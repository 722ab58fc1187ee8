//! Creating an admin from the command line.

use serde_json::json;

use crate::{
    access::Role,
    accounts::{
        kinds::AuditKind,
        model::{Hashed, NewUser, State},
        queries::{self, passwords},
    },
    audit,
    db::Tx,
    error::AppResult,
    kernel::{EmailAddress, Name, ids::UserId},
};

/// Creates an admin who can sign in immediately.
///
/// # Errors
/// Conflict, if the address is already in use in this studio.
pub fn create_admin(tx: &mut Tx, name: Name, email: EmailAddress, hash: &Hashed) -> AppResult<UserId> {
    let new = NewUser { name, email, role: Role::Admin, state: State::Active, locale: None };
    let id = queries::create_user(tx, &new)?;
    passwords::keep_password(tx, id, hash)?;
    let facts = json!({ "name": new.name, "role": "admin" });
    audit::record(tx, AuditKind::UserCreated, id, facts)?;
    Ok(id)
}

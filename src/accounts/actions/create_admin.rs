//! An admin, made at the command line.

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

/// Makes an admin who can sign in at once.
///
/// # Errors
/// Conflict, when the studio knows the address already.
pub fn create_admin(tx: &mut Tx, name: Name, email: EmailAddress, hash: &Hashed) -> AppResult<UserId> {
    let new = NewUser { name, email, role: Role::Admin, state: State::Active, locale: None };
    let id = queries::create_user(tx, &new)?;
    passwords::keep_password(tx, id, hash)?;
    let facts = json!({ "name": new.name, "role": "admin" });
    audit::record(tx, AuditKind::UserCreated, id, facts)?;
    Ok(id)
}

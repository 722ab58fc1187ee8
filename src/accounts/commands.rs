//! What the command line can do about people.

use serde_json::json;

use super::{
    model::{NewUser, State},
    password::{self, Password, Pepper},
    queries,
};
use crate::{
    access::{Role, SystemViewer},
    audit,
    db::Db,
    error::AppResult,
    kernel::{
        EmailAddress, Name,
        ids::{StudioId, UserId},
    },
};

/// Makes an admin who can sign in at once. For threads that may block.
///
/// # Errors
/// Conflict, when the studio knows the address already.
pub fn create_admin(
    db: &Db,
    pepper: &Pepper,
    studio: StudioId,
    name: Name,
    email: EmailAddress,
    password: &Password,
) -> AppResult<UserId> {
    let hash = password::hash_here(pepper, password)?;
    let new = NewUser { name, email, role: Role::Admin, state: State::Active, locale: None };
    db.write_here(&SystemViewer::new(studio, "command line"), |tx| {
        let id = queries::create_user(tx, &new)?;
        queries::passwords::keep_password(tx, id, &hash)?;
        audit::record(
            tx,
            "user.created",
            Some(("user", id.uuid())),
            json!({ "name": new.name, "role": "admin" }),
        )?;
        Ok(id)
    })
}

//! What the command line can do about people.

use serde_json::json;
use url::Url;

use super::{
    invite,
    model::{Invitee, NewUser, State},
    password::{self, Password, Pepper},
    queries,
};
use crate::{
    access::{Role, SystemViewer},
    audit,
    db::Db,
    error::{AppError, AppResult},
    kernel::{
        EmailAddress, Name,
        ids::{StudioId, UserId},
    },
    urls,
    web::session,
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

/// Invites an admin, or once more one who has not come yet, by a mail in the outbox; answers the link that stands in it. For threads
/// that may block.
///
/// # Errors
/// Conflict, when somebody has the address already.
pub fn invite_admin(
    db: &Db,
    studio: StudioId,
    name: Name,
    email: EmailAddress,
    base_url: &Url,
) -> AppResult<Url> {
    let invitee = Invitee { name, email, role: Role::Admin };
    db.write_here(&SystemViewer::new(studio, "command line"), |tx| {
        let (_, token) = invite::send(tx, &invitee, base_url)?
            .map_err(|_| AppError::Conflict("accounts-conflict-address"))?;
        base_url.join(urls::invitation(&token).expose()).map_err(AppError::internal)
    })
}

/// Signs a person out everywhere, or everybody; answers how many sign-ins ended. Open pages close with them, on every instance. For
/// threads that may block.
///
/// # Errors
/// Not found, when nobody has the address.
pub fn end_sessions(db: &Db, studio: StudioId, email: Option<&EmailAddress>) -> AppResult<usize> {
    db.write_here(&SystemViewer::new(studio, "command line"), |tx| {
        let Some(email) = email else {
            let ended = session::end_everybodys(tx, None)?;
            audit::record(tx, "session.everybodys_ended", None, json!({ "ended": ended }))?;
            return Ok(ended);
        };
        let user = queries::by_address(tx, email)?.ok_or(AppError::NotFound)?;
        let ended = session::end_all(tx, user.id)?;
        let about = Some(("user", user.id.uuid()));
        audit::record(tx, "session.all_ended", about, json!({ "ended": ended }))?;
        Ok(ended)
    })
}

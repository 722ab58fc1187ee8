//! What the command line can do about people.

use url::Url;

use super::{
    actions,
    model::Invitee,
    password::{self, Password, Pepper},
    queries,
};
use crate::{
    access::{Role, SystemViewer},
    db::Db,
    error::{AppError, AppResult},
    kernel::{
        EmailAddress, Name,
        ids::{StudioId, UserId},
    },
    urls,
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
    let system = SystemViewer::new(studio, "command line");
    db.write_here(&system, |tx| actions::create_admin(tx, name, email, &hash))
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
        let (_, token) = actions::send_invitation(tx, &invitee, base_url)?
            .map_err(|_| AppError::Conflict("accounts-conflict-address"))?;
        base_url.join(urls::invitation(&token).expose()).map_err(AppError::internal)
    })
}

/// Signs a person out everywhere, or everybody; answers how many sessions ended. Open pages close with them, on every instance. For
/// threads that may block.
///
/// # Errors
/// Not found, when nobody has the address.
pub fn end_sessions(db: &Db, studio: StudioId, email: Option<&EmailAddress>) -> AppResult<usize> {
    db.write_here(&SystemViewer::new(studio, "command line"), |tx| match email {
        Some(email) => {
            let user = queries::by_address(tx, email)?.ok_or(AppError::NotFound)?;
            actions::end_sessions_of(tx, user.id)
        }
        None => actions::end_everybodys_sessions(tx, None),
    })
}

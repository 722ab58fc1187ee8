//! Account operations available from the command line.

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

/// Creates an admin who can sign in immediately. Blocks the calling thread.
///
/// # Errors
/// Conflict, if the address is already in use in this studio.
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

/// Invites an admin, or invites one again who has not accepted yet, by queuing a mail in the outbox. Returns the link
/// that the mail contains. Blocks the calling thread.
///
/// # Errors
/// Conflict, if the address is already in use.
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

/// Signs one person out everywhere, or everyone in the studio if no address is given. Returns the number of sessions
/// ended. Open pages are closed on every instance. Blocks the calling thread.
///
/// # Errors
/// Not found, if no user has the address.
pub fn end_sessions(db: &Db, studio: StudioId, email: Option<&EmailAddress>) -> AppResult<usize> {
    db.write_here(&SystemViewer::new(studio, "command line"), |tx| match email {
        Some(email) => {
            let user = queries::by_address(tx, email)?.ok_or(AppError::NotFound)?;
            actions::end_sessions_of(tx, user.id)
        }
        None => actions::end_everybodys_sessions(tx, None),
    })
}

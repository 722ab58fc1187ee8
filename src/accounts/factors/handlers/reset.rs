//! Removing a user's second factors, by an admin, after the user has lost them.

use crate::{
    accounts::{
        factors::{actions, pages::ResetPage, queries},
        queries as people,
    },
    kernel::ids::UserId,
    web::prelude::*,
};

/// The confirmation before they are removed.
pub async fn ask(admin: Admin, Id(id): Id<UserId>, db: Data<Db>, ui: Ui) -> AppResult {
    let system = admin.as_system("people desk");
    let (person, held) =
        db.read(&system, move |tx| Ok((people::user(tx, id)?, queries::held(tx, id)?))).await?;
    ui.page(&ResetPage { person, held })
}

/// Removes them all, and signs the user out everywhere. Admins manage their own factors on their account's page, like
/// everyone else.
pub async fn create(
    admin: Admin,
    Id(id): Id<UserId>,
    _: PostForm<Confirmed>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (system, by) = (admin.as_system("people desk"), admin.user);
    db.write(&system, move |tx| actions::reset_factors(tx, by, id)).await?;
    ui.go_to_saying(urls::person(id), "factors-said-reset")
}

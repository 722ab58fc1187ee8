//! An admin takes somebody's second factors away, who has lost them.

use crate::{
    accounts::{
        factors::{actions, pages::ResetPage, queries},
        queries as people,
    },
    kernel::ids::UserId,
    web::prelude::*,
};

/// Asks before it is done.
pub async fn ask(admin: Admin, Id(id): Id<UserId>, db: Data<Db>, ui: Ui) -> AppResult {
    let system = admin.as_system("people desk");
    let (person, held) =
        db.read(&system, move |tx| Ok((people::user(tx, id)?, queries::held(tx, id)?))).await?;
    ui.page(&ResetPage { person, held })
}

/// Takes them all away, and signs the person out everywhere. Their own factors admins keep by themselves, like everyone.
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

//! An admin takes somebody's second factors away, who has lost them.

use actix_web::web::Data;
use serde_json::json;

use crate::{
    accounts::kinds::AuditKind,
    accounts::{
        factors::{pages::ResetPage, queries},
        mail, places, queries as people,
    },
    audit,
    db::Db,
    error::{AppError, AppResult},
    kernel::ids::UserId,
    urls,
    web::{Admin, Confirmed, Id, PostForm, Ui, session},
};

/// Asks before it is done.
pub async fn ask(admin: Admin, Id(id): Id<UserId>, db: Data<Db>, ui: Ui) -> AppResult {
    let system = places::as_system(&admin);
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
    if id == admin.user {
        return Err(AppError::Conflict("factors-conflict-own"));
    }
    let system = places::as_system(&admin);
    let by = admin.user;
    db.write(&system, move |tx| {
        people::refuse_erased(tx, id)?;
        let person = people::user(tx, id)?;
        let held = queries::held(tx, id)?;
        queries::remove_all(tx, id)?;
        session::end_all(tx, id)?;
        mail::notice(tx, &person, "factors-reset", &[])?;
        let facts =
            json!({ "app": held.app, "passkeys": held.passkeys, "recovery_codes": held.recovery_codes });
        audit::record_as(tx, Some(by), AuditKind::FactorsReset, id, facts)
    })
    .await?;
    ui.go_to_saying(urls::person(id), "factors-said-reset")
}

//! A client's code, on the client's page: made, made anew, revoked, by staff.

use actix_web::web::Data;
use serde_json::json;

use crate::{
    accounts::kinds::AuditKind,
    accounts::{forms::CodeForm, queries::registrations},
    audit,
    db::Db,
    error::{AppError, AppResult},
    kernel::ids::ClientId,
    urls,
    web::{Button, Id, PostForm, Staff, Ui},
};

/// Makes a code, in place of the one there is.
pub async fn make(
    staff: Staff,
    Id(id): Id<ClientId>,
    PostForm(form): PostForm<CodeForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let lasts = form.parse().ok_or(AppError::BadRequest)?;
    db.write(&staff, move |tx| {
        registrations::make_code(tx, id, lasts)?;
        let facts = json!({ "days": lasts.map(|lasts| lasts.num_days()) });
        audit::record(tx, AuditKind::ClientCodeMade, id, facts)
    })
    .await?;
    ui.go_to_saying(urls::client(id), "accounts-said-code")
}

/// Ends a code. Who has registered stays.
pub async fn revoke(staff: Staff, Id(id): Id<ClientId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&staff, move |tx| {
        if registrations::revoke_code(tx, id)? {
            audit::record(tx, AuditKind::ClientCodeRevoked, id, json!({}))?;
        }
        Ok(())
    })
    .await?;
    ui.go_to_saying(urls::client(id), "accounts-said-code-revoked")
}

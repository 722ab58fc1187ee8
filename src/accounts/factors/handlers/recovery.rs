//! Recovery codes: made, shown once, and all voided by the next ones.

use actix_web::web::Data;

use super::told;
use crate::{
    access::Viewer,
    accounts::kinds::AuditKind,
    accounts::{
        factors::{
            pages::{CodesPage, RecoveryPage},
            queries,
        },
        queries as people,
    },
    db::Db,
    error::AppResult,
    urls,
    web::{Confirmed, PostForm, Ui},
};

/// What they are for, and how many are left.
pub async fn show(viewer: Viewer, db: Data<Db>, ui: Ui) -> AppResult {
    let user = viewer.user;
    let system = viewer.as_system("factor desk");
    let held = db.read(&system, move |tx| queries::held(tx, user)).await?;
    if !held.any() {
        return ui.go_to(urls::ACCOUNT_SECURITY);
    }
    ui.page(&RecoveryPage { left: held.recovery_codes })
}

/// Makes new ones and shows them, this once. Those before them stop working.
pub async fn create(viewer: Viewer, _: PostForm<Confirmed>, db: Data<Db>, ui: Ui) -> AppResult {
    let (user, here) = (viewer.user, viewer.session);
    let system = viewer.as_system("factor desk");
    let codes = db
        .write(&system, move |tx| {
            queries::lock_tries(tx, user)?;
            if !queries::held(tx, user)?.any() {
                return Ok(None);
            }
            let codes = queries::make_codes(tx, user)?;
            let person = people::user(tx, user)?;
            told(tx, &person, here, AuditKind::RecoveryCodesMade, "recovery-made", &[])?;
            Ok(Some(codes))
        })
        .await?;
    let Some(codes) = codes else { return ui.go_to(urls::ACCOUNT_SECURITY) };
    let codes: Vec<String> = codes.iter().map(|code| code.text()).collect();
    let text = format!("{}\n\n{}\n", ui.around.studio_name, codes.join("\n"));
    let file: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    ui.page(&CodesPage { codes, file: format!("data:text/plain;charset=utf-8,{file}") })
}

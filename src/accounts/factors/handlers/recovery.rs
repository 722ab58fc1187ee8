//! Recovery codes: made, shown once, and all voided by the next ones.

use actix_web::web::Data;

use crate::{
    access::Viewer,
    accounts::factors::{
        actions,
        pages::{CodesPage, RecoveryPage},
        queries,
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
    let (system, sign_in) = (viewer.as_system("factor desk"), viewer.came_with());
    let codes = db.write(&system, move |tx| actions::make_recovery_codes(tx, &sign_in)).await?;
    let Some(codes) = codes else { return ui.go_to(urls::ACCOUNT_SECURITY) };
    let codes: Vec<String> = codes.iter().map(|code| code.text()).collect();
    let text = format!("{}\n\n{}\n", ui.around.studio_name, codes.join("\n"));
    let file: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    ui.page(&CodesPage { codes, file: format!("data:text/plain;charset=utf-8,{file}") })
}

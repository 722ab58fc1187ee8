//! How soon a person wishes to be mailed of what.

use actix_web::web::Data;

use crate::{
    access::Viewer,
    accounts::{actions, forms::NotificationForm, pages::Notifications, queries::notifications},
    db::Db,
    error::AppResult,
    urls,
    web::{Filled, PostForm, Ui},
};

/// The form.
pub async fn show(viewer: Viewer, db: Data<Db>, ui: Ui) -> AppResult {
    let id = viewer.user;
    let wishes = db.read(&viewer, move |tx| notifications::wishes(tx, id)).await?;
    ui.page(&Notifications { form: Filled::of(NotificationForm::of(&wishes)) })
}

/// Keeps the wishes.
pub async fn update(
    viewer: Viewer,
    PostForm(form): PostForm<NotificationForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let wishes = match form.parse() {
        Ok(wishes) => wishes,
        Err(form) => return ui.refuse(&Notifications { form }),
    };
    let id = viewer.user;
    db.write(&viewer, move |tx| actions::save_notifications(tx, id, &wishes)).await?;
    ui.go_to_saying(urls::ACCOUNT_NOTIFICATIONS, "accounts-said-saved")
}

//! Notification settings: how soon the user is notified by mail, for each kind of news.

use crate::{
    accounts::{
        actions,
        forms::{NotificationForm, NotificationText},
        pages::Notifications,
        queries::notifications,
    },
    web::prelude::*,
};

/// The form.
pub async fn show(viewer: Viewer, db: Data<Db>, ui: Ui) -> AppResult {
    let id = viewer.user;
    let wishes = db.read(&viewer, move |tx| notifications::wishes(tx, id)).await?;
    ui.page(&Notifications { form: NotificationText::of(&wishes).into() })
}

/// Saves the settings.
pub async fn update(
    viewer: Viewer,
    PostForm(mut form): PostForm<NotificationForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let Some(wishes) = form.parse() else { return ui.refuse(&Notifications { form }) };
    let id = viewer.user;
    db.write(&viewer, move |tx| actions::save_notifications(tx, id, &wishes)).await?;
    ui.go_to_saying(urls::ACCOUNT_NOTIFICATIONS, "accounts-said-saved")
}

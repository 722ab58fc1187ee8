//! The studio's settings.

use super::{
    actions,
    forms::{SettingsForm, SettingsText},
    pages::SettingsPage,
    queries,
};
use crate::{tenancy::Studios, web::prelude::*};

/// The settings.
pub async fn show(admin: Admin, db: Data<Db>, ui: Ui) -> AppResult {
    let stored = db.read(&admin, queries::settings).await?;
    ui.page(&SettingsPage::new(SettingsText::of(&stored.settings, stored.revision).into()))
}

/// Saves the settings, unless someone else has saved since the form was filled in: then both versions are shown. Sent
/// invoices keep the details they were sent with.
pub async fn update(
    admin: Admin,
    PostForm(mut form): PostForm<SettingsForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let revision = form.revision.typed().parse().ok();
    let Some(settings) = form.parse() else { return ui.refuse(&SettingsPage::new(form)) };
    let meant = settings.clone();
    if let Err(now) = db.write(&admin, move |tx| actions::revise(tx, revision, &settings)).await? {
        let theirs = SettingsText::differences(&meant, &now.settings, ui.around.words);
        form.revision.fill(now.revision.to_string());
        return ui.conflict(&SettingsPage { theirs: Some(theirs), ..SettingsPage::new(form) });
    }
    studios.forget();
    ui.go_to_saying(urls::STUDIO, "studio-said-saved")
}

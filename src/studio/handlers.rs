//! The studio's settings.

use actix_web::web::Data;

use super::{actions, forms::SettingsForm, pages::SettingsPage, queries};
use crate::{
    db::Db,
    error::AppResult,
    tenancy::Studios,
    urls,
    web::{Admin, Filled, PostForm, Ui},
};

/// The settings.
pub async fn show(admin: Admin, db: Data<Db>, ui: Ui) -> AppResult {
    let kept = db.read(&admin, queries::settings).await?;
    ui.page(&SettingsPage::new(Filled::of(SettingsForm::of(&kept.settings, kept.revision))))
}

/// Saves the settings, unless somebody else did so since the form was filled: then both are shown. What was sent before stays as it
/// was: invoices keep both parties as they were.
pub async fn update(
    admin: Admin,
    PostForm(form): PostForm<SettingsForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let revision = form.revision.parse().ok();
    let settings = match form.clone().parse() {
        Ok(settings) => settings,
        Err(form) => return ui.refuse(&SettingsPage::new(form)),
    };
    let meant = settings.clone();
    if let Err(now) = db.write(&admin, move |tx| actions::revise(tx, revision, &settings)).await? {
        let theirs = SettingsForm::differences(&meant, &now.settings, ui.around.words);
        let form = SettingsForm { revision: now.revision.to_string(), ..form };
        return ui.conflict(&SettingsPage { theirs: Some(theirs), ..SettingsPage::new(Filled::of(form)) });
    }
    studios.forget();
    ui.go_to_saying(urls::STUDIO, "studio-said-saved")
}

//! The studio's settings.

use actix_web::web::Data;

use super::{forms::SettingsForm, pages::SettingsPage, queries};
use crate::{
    db::Db,
    error::AppResult,
    tenancy::Studios,
    urls,
    web::{Admin, Filled, PostForm, Ui},
};

/// The settings.
pub async fn show(admin: Admin, db: Data<Db>, ui: Ui) -> AppResult {
    let settings = db.read(&admin, queries::settings).await?;
    ui.page(&SettingsPage::new(Filled::of(SettingsForm::of(&settings))))
}

/// Saves the settings. What was sent before stays as it was: invoices keep both parties as they were.
pub async fn update(
    admin: Admin,
    PostForm(form): PostForm<SettingsForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let settings = match form.parse() {
        Ok(settings) => settings,
        Err(form) => return ui.refuse(&SettingsPage::new(form)),
    };
    db.write(&admin, move |tx| queries::keep(tx, &settings)).await?;
    studios.forget();
    ui.go_to_saying(urls::STUDIO, "studio-said-saved")
}

//! How long what is kept.

use actix_web::web::Data;

use crate::{
    db::Db,
    error::AppResult,
    privacy::{forms::RetentionForm, pages::Retention, queries::retention},
    urls,
    web::{Admin, Filled, PostForm, Ui},
};

/// The periods.
pub async fn show(admin: Admin, db: Data<Db>, ui: Ui) -> AppResult {
    let keeping = db.read(&admin, retention::keeping).await?;
    ui.page(&Retention { form: Filled::of(RetentionForm::of(&keeping)) })
}

/// Sets the periods.
pub async fn update(
    admin: Admin,
    PostForm(form): PostForm<RetentionForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let keeping = match form.parse() {
        Ok(keeping) => keeping,
        Err(form) => return ui.refuse(&Retention { form }),
    };
    db.write(&admin, move |tx| retention::keep(tx, &keeping)).await?;
    ui.go_to_saying(urls::RETENTION, "privacy-said-kept")
}

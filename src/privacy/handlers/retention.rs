//! How long what is kept.

use actix_web::web::Data;

use crate::{
    db::Db,
    error::AppResult,
    privacy::{actions, forms::RetentionForm, pages::Retention, queries::retention},
    urls,
    web::{Admin, Filled, PostForm, Ui},
};

/// The periods.
pub async fn show(admin: Admin, db: Data<Db>, ui: Ui) -> AppResult {
    let (periods, revision) = db.read(&admin, retention::current).await?;
    ui.page(&Retention { form: Filled::of(RetentionForm::of(&periods, revision)), theirs: None })
}

/// Sets the periods, unless somebody else did so since the form was filled: then both are shown.
pub async fn update(
    admin: Admin,
    PostForm(form): PostForm<RetentionForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let revision = form.revision.parse().ok();
    let periods = match form.clone().parse() {
        Ok(periods) => periods,
        Err(form) => return ui.refuse(&Retention { form, theirs: None }),
    };
    let saved = db.write(&admin, move |tx| actions::set_retention(tx, revision, &periods)).await?;
    if let Err((now, revision)) = saved {
        let theirs = Some(periods.differences(&now));
        let form = Filled::of(RetentionForm { revision: revision.to_string(), ..form });
        return ui.conflict(&Retention { form, theirs });
    }
    ui.go_to_saying(urls::RETENTION, "privacy-said-kept")
}

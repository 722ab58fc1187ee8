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
    let (keeping, revision) = db.read(&admin, retention::standing).await?;
    ui.page(&Retention { form: Filled::of(RetentionForm::of(&keeping, revision)), theirs: None })
}

/// Sets the periods, unless somebody else did so since the form was filled: then both are shown.
pub async fn update(
    admin: Admin,
    PostForm(form): PostForm<RetentionForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let revision = form.revision.parse().ok();
    let keeping = match form.clone().parse() {
        Ok(keeping) => keeping,
        Err(form) => return ui.refuse(&Retention { form, theirs: None }),
    };
    if let Err((now, revision)) = db.write(&admin, move |tx| retention::keep(tx, revision, &keeping)).await? {
        let theirs = Some(keeping.differences(&now));
        let form = Filled::of(RetentionForm { revision: revision.to_string(), ..form });
        return ui.conflict(&Retention { form, theirs });
    }
    ui.go_to_saying(urls::RETENTION, "privacy-said-kept")
}

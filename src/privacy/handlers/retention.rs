//! How long what is kept.

use crate::{
    privacy::{
        actions,
        forms::{RetentionForm, RetentionText},
        pages::Retention,
        queries::retention,
    },
    web::prelude::*,
};

/// The periods.
pub async fn show(admin: Admin, db: Data<Db>, ui: Ui) -> AppResult {
    let (periods, revision) = db.read(&admin, retention::current).await?;
    ui.page(&Retention { form: RetentionText::of(&periods, revision).into(), theirs: None })
}

/// Sets the periods, unless somebody else did so since the form was filled: then both are shown.
pub async fn update(
    admin: Admin,
    PostForm(mut form): PostForm<RetentionForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let revision = form.revision.typed().parse().ok();
    let Some(periods) = form.parse() else { return ui.refuse(&Retention { form, theirs: None }) };
    let saved = db.write(&admin, move |tx| actions::set_retention(tx, revision, &periods)).await?;
    if let Err((now, revision)) = saved {
        let theirs = Some(periods.differences(&now));
        form.revision.fill(revision.to_string());
        return ui.conflict(&Retention { form, theirs });
    }
    ui.go_to_saying(urls::RETENTION, "privacy-said-kept")
}

//! Retention periods.

use crate::{
    privacy::{
        actions,
        forms::{RetentionForm, RetentionText},
        pages::Retention,
        queries::retention,
    },
    web::{Label, Labels, prelude::*},
};

/// The labels of the fields of a [`RetentionForm`].
pub const LABELS: Labels = &[
    Label::typed("feed", "privacy-keep-feed"),
    Label::typed("mail", "privacy-keep-mail"),
    Label::typed("session", "privacy-keep-session"),
    Label::typed("link", "privacy-keep-link"),
    Label::typed("export", "privacy-keep-export"),
    Label::typed("trash", "privacy-keep-trash"),
    Label::typed("audit", "privacy-keep-audit"),
];

/// Shows the periods.
pub async fn show(admin: Admin, db: Data<Db>, ui: Ui) -> AppResult {
    let (periods, revision) = db.read(&admin, retention::current).await?;
    ui.page(&Retention { form: RetentionText::of(&periods, revision).into(), theirs: None })
}

/// Sets the periods, unless another user has changed them since the form was filled: then both are shown.
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

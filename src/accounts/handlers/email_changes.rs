//! Changing one's own address. The new address replaces the old one once both have confirmed, within a day.

use actix_web::{http::StatusCode, web::Path};

use crate::{
    access::SystemViewer,
    accounts::{
        actions::{self, Answered, TooManyChanges},
        forms::{AnswerForm, EmailForm},
        model::User,
        pages::{ChangeEmail, EmailAnswer, EmailAnswered, Gone},
        queries::email_changes,
    },
    form_keys::try_once,
    kernel::Token,
    tenancy::Studios,
    web::prelude::*,
};

/// The form for a new address.
pub async fn new(viewer: Viewer, db: Data<Db>, ui: Ui) -> AppResult {
    let id = viewer.user;
    let awaited = db.read(&viewer_as_system(&viewer), move |tx| email_changes::pending(tx, id)).await?;
    ui.page(&ChangeEmail { email: viewer.email.clone(), awaited, form: EmailForm::default() })
}

/// Mails both addresses. Does not reveal whether the new one is already in use.
pub async fn create(
    viewer: Viewer,
    CreationForm(mut form, submission): CreationForm<EmailForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let Some(new) = form.parse(&viewer.email) else {
        return ui.refuse(&ChangeEmail { email: viewer.email.clone(), awaited: None, form });
    };
    let base_url = studios.base_url(viewer.studio).await?;
    let id = viewer.user;
    let request = move |tx: &mut Tx| {
        try_once(tx, id, submission, |tx| actions::request_email_change(tx, id, &new, &base_url))
    };
    let (status, form) = match db.write(&viewer_as_system(&viewer), request).await? {
        Ok(Once::Done(_)) if ui.mail_leaves() => {
            return ui.go_to_saying(urls::ACCOUNT_EMAIL, "accounts-said-change-asked");
        }
        Ok(Once::Done(_)) => return ui.go_to_saying(urls::ACCOUNT_EMAIL, "accounts-said-not-mailed"),
        Ok(Once::Taken(_)) => (StatusCode::CONFLICT, form.already_used(|form| &mut form.email)),
        Err(TooManyChanges) => (StatusCode::UNPROCESSABLE_ENTITY, form.too_many()),
    };
    ui.answer(status, &ChangeEmail { email: viewer.email.clone(), awaited: None, form })
}

/// Withdraws the pending change, which voids its links. Does nothing if there is none.
pub async fn withdraw(viewer: Viewer, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    let id = viewer.user;
    let withdraw = move |tx: &mut Tx| actions::withdraw_email_change(tx, id);
    db.write(&viewer_as_system(&viewer), withdraw).await?;
    ui.go_to_saying(urls::ACCOUNT, "accounts-said-change-withdrawn")
}

/// The question to the address that the link was mailed to, or a notice that the link is no longer valid.
pub async fn show(visitor: Visitor, token: Path<String>, db: Data<Db>, ui: Ui) -> AppResult {
    let Ok(token) = token.parse::<Token>() else { return gone(&ui) };
    let digest = token.clone();
    let found = db.read(&as_system(&visitor), move |tx| email_changes::bearer(tx, &digest, false)).await?;
    let Some((change, user)) = found else { return gone(&ui) };
    if is_anothers(&visitor, &user) {
        return gone(&ui);
    }
    let action = urls::email_change(&token).expose().to_owned();
    ui.page(&EmailAnswer { old: user.email.to_string(), new: change.email.to_string(), action })
}

/// Records the answer: the change is made once both addresses confirm, and cancelled if either refuses.
pub async fn answer(
    visitor: Visitor,
    token: Path<String>,
    PostForm(form): PostForm<AnswerForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let (Ok(token), Some(yes)) = (token.parse::<Token>(), form.parse()) else { return gone(&ui) };
    let base_url = studios.base_url(visitor.studio.id).await?;
    let asked = visitor.viewer.as_ref().map(|viewer| viewer.user);
    let answer = move |tx: &mut Tx| actions::answer_email_change(tx, &token, yes, asked, &base_url);
    match db.write(&as_system(&visitor), answer).await? {
        Some(answered) => ui.page(&EmailAnswered { text: text_of(answered) }),
        None => gone(&ui),
    }
}

fn text_of(answered: Answered) -> &'static str {
    match answered {
        Answered::Cancelled => "accounts-change-cancelled",
        Answered::Half => "accounts-change-half",
        Answered::Done => "accounts-change-done",
    }
}

/// Whether another user is signed in here, who may not use this link.
fn is_anothers(visitor: &Visitor, user: &User) -> bool {
    visitor.viewer.as_ref().is_some_and(|viewer| viewer.user != user.id)
}

fn as_system(visitor: &Visitor) -> SystemViewer {
    visitor.as_system("address desk")
}

fn viewer_as_system(viewer: &Viewer) -> SystemViewer {
    viewer.as_system("address desk")
}

fn gone(ui: &Ui) -> AppResult {
    ui.answer(StatusCode::GONE, &Gone { text: "accounts-gone-change", again: false })
}

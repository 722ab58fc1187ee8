//! Another address for one's account. It takes the place of the old one when mails to both have been answered within a day.

use actix_web::{
    http::StatusCode,
    web::{Data, Path},
};
use serde_json::json;
use url::Url;

use crate::{
    access::{SystemViewer, Viewer},
    accounts::{
        forms::{AnswerForm, EmailForm},
        letters,
        model::{EmailChange, User},
        pages::{ChangeEmail, EmailAnswer, EmailAnswered, Gone},
        queries::{self, email_changes, links, places, registrations},
        rules,
    },
    audit,
    db::{Db, Tx},
    error::AppResult,
    kernel::{EmailAddress, Token, ids::UserId},
    tenancy::Studios,
    urls,
    web::{Filled, PostForm, Ui, Visitor},
};

/// The form for a new address.
pub async fn new(viewer: Viewer, db: Data<Db>, ui: Ui) -> AppResult {
    let id = viewer.user;
    let awaited = db.read(&viewer_as_system(&viewer), move |tx| email_changes::awaited(tx, id)).await?;
    ui.page(&ChangeEmail { email: viewer.email.clone(), awaited, form: Filled::of(EmailForm::default()) })
}

/// Writes to both addresses. Whether somebody has the new one already is not told.
pub async fn create(
    viewer: Viewer,
    PostForm(form): PostForm<EmailForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let new = match form.clone().parse(&viewer.email) {
        Ok(new) => new,
        Err(form) => return ui.refuse(&ChangeEmail { email: viewer.email.clone(), awaited: None, form }),
    };
    let base_url = studios.base_url(viewer.studio).await?;
    let id = viewer.user;
    if db.write(&viewer_as_system(&viewer), move |tx| ask(tx, id, &new, &base_url)).await? {
        ui.go_to_saying(urls::ACCOUNT_EMAIL, "accounts-said-change-asked")
    } else {
        ui.refuse(&ChangeEmail { email: viewer.email.clone(), awaited: None, form: form.too_many() })
    }
}

/// Whether the change was noted; it is not, where someone asks again and again.
fn ask(tx: &mut Tx, id: UserId, new: &EmailAddress, base_url: &Url) -> AppResult<bool> {
    places::lock(tx, id)?;
    if email_changes::asked_today(tx, id)? >= rules::EMAIL_CHANGES_A_DAY {
        return Ok(false);
    }
    let (user, owner) = (queries::user(tx, id)?, queries::by_address(tx, new)?);
    let (to_new, to_old) = email_changes::ask(tx, id, new)?;
    letters::email_change(tx, &user, new, (owner.is_none().then_some(&to_new), &to_old), base_url)?;
    if let Some(owner) = owner {
        letters::email_wanted(tx, &owner, base_url)?;
    }
    let facts = json!({ "to": rules::masked(new) });
    audit::record_as(tx, Some(id), "email.change_asked", Some(("user", id.uuid())), facts)?;
    Ok(true)
}

/// What is asked of the address the link was mailed to, or that it no longer works.
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

/// Takes the answer: yes from one address, yes from both, or from either no.
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
    let asked = visitor.clone();
    let outcome =
        db.write(&as_system(&visitor), move |tx| settle(tx, &asked, &token, yes, &base_url)).await?;
    match outcome {
        Some(text) => ui.page(&EmailAnswered { text }),
        None => gone(&ui),
    }
}

/// The key of what to tell; none, where the link does not work.
fn settle(
    tx: &mut Tx,
    visitor: &Visitor,
    token: &Token,
    yes: bool,
    base_url: &Url,
) -> AppResult<Option<&'static str>> {
    let Some((change, user)) = email_changes::bearer(tx, token, true)? else { return Ok(None) };
    if is_anothers(visitor, &user) {
        return Ok(None);
    }
    let about = Some(("user", user.id.uuid()));
    if !yes {
        email_changes::end_all(tx, user.id)?;
        audit::record(tx, "email.change_cancelled", about, json!({ "to": rules::masked(&change.email) }))?;
        return Ok(Some("accounts-change-cancelled"));
    }
    let at_new = change.is_for_new(token);
    email_changes::confirm(tx, &change, at_new)?;
    if !change.completes(at_new) {
        let side = if at_new { "new" } else { "old" };
        audit::record(tx, "email.change_confirmed", about, json!({ "address": side }))?;
        return Ok(Some("accounts-change-half"));
    }
    carry_out(tx, &change, &user, base_url)
}

fn carry_out(
    tx: &mut Tx,
    change: &EmailChange,
    user: &User,
    base_url: &Url,
) -> AppResult<Option<&'static str>> {
    email_changes::end_all(tx, user.id)?;
    for theirs in [&user.email, &change.email] {
        registrations::settle(tx, user.id, theirs)?;
    }
    if !email_changes::carry_out(tx, change)? {
        return Ok(None);
    }
    // Whoever reads the old mailbox has no business in this account any more.
    links::void_all(tx, user.id)?;
    letters::email_changed(tx, user, &change.email, base_url)?;
    let facts = json!({ "before": { "address": rules::masked(&user.email) }, "after": { "address": rules::masked(&change.email) } });
    audit::record_as(tx, Some(user.id), "email.changed", Some(("user", user.id.uuid())), facts)?;
    Ok(Some("accounts-change-done"))
}

/// Someone else is signed in here: the link is not theirs.
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

//! A new password for who forgot theirs, by a link to the address on file.

use actix_web::{
    http::StatusCode,
    web::{Data, Path},
};
use serde_json::json;

use crate::{
    access::SystemViewer,
    accounts::{
        forms::{ForgottenForm, NewPasswordForm},
        mail,
        model::{Company, State, User},
        pages::{Asked, Forgotten, Gone, NewPassword},
        password::{self, Pepper},
        queries::{self, devices, links, passwords, places},
        rules::{Asker, Purpose},
    },
    audit,
    config::Config,
    db::{Db, Tx},
    error::AppResult,
    kernel::{EmailAddress, Token},
    tenancy::Studios,
    urls,
    web::{Faults, Filled, PostForm, Ui, Visitor, browser::Browser, session, throttle::neighbourhood},
};

fn as_system(visitor: &Visitor) -> SystemViewer {
    visitor.as_system("password desk")
}

/// The form for a link.
pub async fn new(ui: Ui) -> AppResult {
    ui.page(&Forgotten { form: Filled::of(ForgottenForm::default()) })
}

/// Sends a link to who has an account, and says the same to everyone.
pub async fn create(
    visitor: Visitor,
    browser: Browser,
    PostForm(form): PostForm<ForgottenForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let email = match form.parse() {
        Ok(email) => email,
        Err(form) => return ui.refuse(&Forgotten { form }),
    };
    let base_url = studios.base_url(visitor.studio.id).await?;
    db.write(&as_system(&visitor), move |tx| ask(tx, &email, &browser, &base_url)).await?;
    ui.page(&Asked)
}

fn ask(tx: &mut Tx, email: &EmailAddress, browser: &Browser, base_url: &url::Url) -> AppResult<()> {
    let user = queries::by_address(tx, email)?.filter(|user| user.state == State::Active);
    if let Some(user) = &user {
        // Of any number at once each counts the mails of those before it.
        places::lock(tx, user.id)?;
        let known = devices::lock(tx, user.id, browser)?.is_some();
        let asker = Asker { network: neighbourhood(&tx.origin.address), known };
        if asker.is_mailed(&links::resets_lately(tx, user.id)?, tx.now) {
            let token = links::reset(tx, user.id, &asker)?;
            mail::password_reset(tx, user, &token, base_url)?;
        }
    }
    let about = user.map(|user| ("user", user.id.uuid()));
    let facts = queries::told_of_address(tx, email)?;
    audit::record(tx, "password.forgotten", about, facts)
}

/// The form for the new password, or that the link no longer works.
pub async fn show(visitor: Visitor, token: Path<String>, db: Data<Db>, ui: Ui) -> AppResult {
    match find(&visitor, &token, &db).await? {
        Some((token, user, _)) => ui.page(&form(&token, &user, Faults::default())),
        None => gone(&ui),
    }
}

/// Sets the new password and ends every session. Signing in is the next step, with whatever factors that asks for. This browser counts
/// for itself from now on (ADR 13): else whoever guesses badly enough could rest the account once more before its owner is in.
pub async fn update(
    visitor: Visitor,
    token: Path<String>,
    browser: Browser,
    PostForm(typed): PostForm<NewPasswordForm>,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let Some((token, user, company)) = find(&visitor, &token, &db).await? else { return gone(&ui) };
    let password = match typed.parse(&user, &company) {
        Ok(password) => password,
        Err(faults) => return ui.refuse(&form(&token, &user, faults)),
    };
    let hash = password::hash(Pepper::of(&config), password).await?;
    let known = browser.clone();
    let set = db
        .write(&as_system(&visitor), move |tx| {
            let open = links::bearer(tx, &token, Purpose::PasswordReset)?.is_some()
                && links::use_up(tx, user.id, Purpose::PasswordReset, &token)?;
            if open {
                passwords::keep_password(tx, user.id, &hash)?;
                session::end_all(tx, user.id)?;
                devices::forget_all(tx, user.id)?;
                devices::add(tx, user.id, &known)?;
                mail::password_changed(tx, &user)?;
                let about = Some(("user", user.id.uuid()));
                audit::record_as(tx, Some(user.id), "password.reset", about, json!({}))?;
            }
            Ok(open)
        })
        .await?;
    if set { browser.remember(ui.go_to_saying(urls::SIGN_IN, "accounts-said-reset")?) } else { gone(&ui) }
}

async fn find(visitor: &Visitor, token: &str, db: &Db) -> AppResult<Option<(Token, User, Company)>> {
    let Ok(token) = token.parse::<Token>() else { return Ok(None) };
    db.read(&as_system(visitor), move |tx| {
        let Some(user) = links::bearer(tx, &token, Purpose::PasswordReset)? else { return Ok(None) };
        let company = queries::company(tx, user.role())?;
        Ok(Some((token, user, company)))
    })
    .await
}

fn form(token: &Token, user: &User, faults: Faults) -> NewPassword {
    NewPassword {
        email: user.email.to_string(),
        action: urls::password_reset(token).expose().to_owned(),
        faults,
    }
}

fn gone(ui: &Ui) -> AppResult {
    ui.answer(StatusCode::GONE, &Gone { text: "accounts-gone-reset", again: true })
}

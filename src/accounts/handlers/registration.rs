//! Registering with a client code. The address is proved before there is an account; only its owner learns whether it
//! already has one.

use actix_session::Session;
use actix_web::{http::StatusCode, web::Path};
use serde::Deserialize;

use super::{
    entering::let_in,
    joining::{Found, nobody_joins},
};
use crate::{
    access::{Role, Standing, SystemViewer},
    accounts::{
        actions::{self, Applied},
        forms::{NewPasswordForm, RegistrationForm, RegistrationText},
        model::Registration,
        pages::{Gone, Register, RegisterAsked, Welcome},
        password::{self, Pepper},
        queries::{self, places, registrations},
    },
    config::Config,
    kernel::{Asked, Token},
    tenancy::Studios,
    web::{browser::Browser, prelude::*},
};

/// The query of a link to the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Brought {
    code: Asked,
}

fn as_system(visitor: &Visitor) -> SystemViewer {
    visitor.as_system("registration desk")
}

/// The form.
pub async fn new(UrlQuery(brought): UrlQuery<Brought>, ui: Ui) -> AppResult {
    let form = RegistrationText { code: brought.code.to_string(), ..RegistrationText::default() };
    ui.page(&Register { form: form.into() })
}

/// Mails a link to the address, and shows the same page whoever owns it. A wrong code is reported: that a code does not
/// exist is not a secret.
pub async fn create(
    visitor: Visitor,
    PostForm(mut form): PostForm<RegistrationForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let Some(applicant) = form.parse() else { return ui.refuse(&Register { form }) };
    let base_url = studios.base_url(visitor.studio.id).await?;
    let locale = ui.locale();
    let apply = move |tx: &mut Tx| actions::apply(tx, &applicant, locale, &base_url);
    let fault = match db.write(&as_system(&visitor), apply).await? {
        Applied::Asked => return ui.page(&RegisterAsked { mail_leaves: ui.mail_leaves() }),
        Applied::WrongCode => "accounts-fault-code",
        Applied::TooMany => "accounts-fault-registrations",
    };
    ui.refuse(&Register { form: form.refused(|form| &mut form.code, Fault::new(fault)) })
}

/// The form for a password, or a notice that the link is no longer valid.
pub async fn show(visitor: Visitor, token: Path<String>, db: Data<Db>, ui: Ui) -> AppResult {
    match find(&visitor, &token, &db).await? {
        Found::Open(token, asked, _) => ui.page(&welcome(&token, asked, NewPasswordForm::default())),
        Found::Archived(company) => nobody_joins(company, &ui),
        Found::Gone => gone(&ui),
    }
}

/// Creates the account, and signs in. Works once.
#[allow(clippy::too_many_arguments)] // extractors, one for each thing it needs
pub async fn take_up(
    visitor: Visitor,
    token: Path<String>,
    PostForm(mut form): PostForm<NewPasswordForm>,
    session: Session,
    browser: Browser,
    db: Data<Db>,
    config: Data<Config>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let (token, asked, company) = match find(&visitor, &token, &db).await? {
        Found::Open(token, asked, company) => (token, asked, company),
        Found::Archived(company) => return nobody_joins(company, &ui),
        Found::Gone => return gone(&ui),
    };
    let Some(password) = form.parse_as(&asked.name, &asked.email, &company) else {
        return ui.refuse(&welcome(&token, asked, form));
    };
    let hash = password::hash(Pepper::of(&config), password).await?;
    let base_url = studios.base_url(visitor.studio.id).await?;
    let known = browser.digest();
    let register = move |tx: &mut Tx| actions::register(tx, &token, &hash, known, &base_url);
    match db.write(&as_system(&visitor), register).await? {
        Some(admitted) => let_in(&ui, &session, &browser, &admitted, "/", "accounts-said-joined"),
        None => gone(&ui),
    }
}

async fn find(visitor: &Visitor, token: &str, db: &Db) -> AppResult<Found<Registration>> {
    let Ok(token) = token.parse::<Token>() else { return Ok(Found::Gone) };
    db.read(&as_system(visitor), move |tx| {
        let Some(asked) = registrations::bearer(tx, &token)? else { return Ok(Found::Gone) };
        let member = Role::Client { client: asked.client_id, standing: Standing::Member };
        let company = queries::company(tx, member)?;
        if places::is_archived(tx, asked.client_id)? {
            return Ok(Found::Archived(company));
        }
        Ok(Found::Open(token, asked, company))
    })
    .await
}

fn welcome(token: &Token, asked: Registration, form: NewPasswordForm) -> Welcome {
    Welcome {
        action: urls::registration(token).expose().to_owned(),
        name: asked.name,
        email: asked.email.to_string(),
        form,
    }
}

fn gone(ui: &Ui) -> AppResult {
    ui.answer(StatusCode::GONE, &Gone { text: "accounts-gone-registration", again: false })
}

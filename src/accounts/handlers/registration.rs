//! Registering with a client code. The address is proven before there is an account; whether it has one already, only its owner hears.

use actix_session::Session;
use actix_web::{
    http::StatusCode,
    web::{Data, Path},
};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::joining::{Found, nobody_joins};
use crate::{
    access::{Role, Standing, SystemViewer},
    accounts::{
        arrival::{self, Way},
        forms::{Applicant, NewPasswordForm, RegistrationForm},
        letters,
        model::{Company, Hashed, NewUser, Registration, State},
        pages::{Gone, Register, RegisterAsked, Welcome},
        password::{self, Pepper},
        queries::{self, passwords, places, registrations},
        rules,
    },
    audit,
    config::Config,
    db::{Db, Tx},
    error::{AppError, AppResult},
    events::{self, Event},
    kernel::{Asked, Name, Token},
    tenancy::Studios,
    urls,
    web::{
        Faults, Filled, PostForm, Ui, UrlQuery, Visitor,
        browser::Browser,
        session::{self, Entrance, Opened, Stage},
    },
};

/// What a link to the page may bring along.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Brought {
    code: Asked,
}

fn as_system(visitor: &Visitor) -> SystemViewer {
    visitor.as_system("registration desk")
}

/// The form.
pub async fn new(UrlQuery(brought): UrlQuery<Brought>, ui: Ui) -> AppResult {
    let form = RegistrationForm { code: brought.code.to_string(), ..RegistrationForm::default() };
    ui.page(&Register { form: Filled::of(form) })
}

/// Sends a link to the address, and says the same whoever has it. A wrong code is told: it is nobody's secret that it is none.
pub async fn create(
    visitor: Visitor,
    PostForm(form): PostForm<RegistrationForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let applicant = match form.clone().parse() {
        Ok(applicant) => applicant,
        Err(form) => return ui.refuse(&Register { form }),
    };
    let base_url = studios.base_url(visitor.studio.id).await?;
    match db.write(&as_system(&visitor), move |tx| apply(tx, &applicant, &base_url)).await? {
        Applied::Asked => ui.page(&RegisterAsked),
        Applied::WrongCode => ui.refuse(&Register { form: form.refused("accounts-fault-code") }),
        Applied::TooMany => ui.refuse(&Register { form: form.refused("accounts-fault-registrations") }),
    }
}

/// What an application with a client code led to.
enum Applied {
    /// A mail was queued, unless the address was sent one just now.
    Asked,
    /// The code is no client's.
    WrongCode,
    /// As many asked with codes of this client, or of all, as may within a day.
    TooMany,
}

fn apply(tx: &mut Tx, applicant: &Applicant, base_url: &Url) -> AppResult<Applied> {
    let Applicant { code, name, email } = applicant;
    let facts = queries::told_of_address(tx, email)?;
    let Some(holder) = registrations::holder(tx, code)? else {
        audit::record(tx, "registration.refused", None, facts)?;
        return Ok(Applied::WrongCode);
    };
    let lately = registrations::asked_within(tx, email, rules::LINKS_COUNT_FOR)?;
    if !rules::link_is_mailed(&lately, tx.now) {
        return Ok(Applied::Asked);
    }
    if registrations::too_many_today(tx, holder.1)? {
        return Ok(Applied::TooMany);
    }
    let known = queries::by_address(tx, email)?;
    let token = registrations::ask(tx, holder, name, email)?;
    match known {
        None => letters::registration(tx, applicant, holder.1, &token, base_url)?,
        Some(user) if user.state != State::Deactivated => letters::registered_already(tx, &user, base_url)?,
        Some(_) => {}
    }
    let about = Some(("client", holder.1.uuid()));
    audit::record(tx, "registration.asked", about, facts)?;
    Ok(Applied::Asked)
}

/// The form for a password, or that the link no longer works.
pub async fn show(visitor: Visitor, token: Path<String>, db: Data<Db>, ui: Ui) -> AppResult {
    match find(&visitor, &token, &db).await? {
        Found::Open(token, asked, company) => ui.page(&welcome(&token, asked, company, Faults::default())),
        Found::Archived(company) => nobody_joins(company, &ui),
        Found::Gone => gone(&ui),
    }
}

/// Makes the account, and signs in. Once.
#[allow(clippy::too_many_arguments)] // extractors, one for each thing it needs
pub async fn take_up(
    visitor: Visitor,
    token: Path<String>,
    PostForm(form): PostForm<NewPasswordForm>,
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
    let password = match form.parse_as(&asked.name, &asked.email, &company) {
        Ok(password) => password,
        Err(faults) => return ui.refuse(&welcome(&token, asked, company, faults)),
    };
    let hash = password::hash(Pepper::of(&config), password).await?;
    let base_url = studios.base_url(visitor.studio.id).await?;
    let known = browser.clone();
    let joined = db.write(&as_system(&visitor), move |tx| join(tx, &token, &hash, &known, &base_url)).await?;
    let Some(opened) = joined else { return gone(&ui) };
    session::sign_in(&session, &opened)?;
    browser.remember(ui.go_to_saying("/", "accounts-said-joined")?)
}

fn join(
    tx: &mut Tx,
    token: &Token,
    hash: &Hashed,
    browser: &Browser,
    base_url: &Url,
) -> AppResult<Option<Opened>> {
    let Some(asked) = registrations::bearer(tx, token)? else { return Ok(None) };
    places::hold_open_client(tx, asked.client_id)?;
    if !registrations::use_up(tx, &asked.email, token)? {
        return Ok(None);
    }
    let role = Role::Client { client: asked.client_id, standing: Standing::Member };
    let name =
        Name::parse(&asked.name).map_err(|_| AppError::Internal("a stored name is none".to_owned()))?;
    let new = NewUser { name, email: asked.email.clone(), role, state: State::Active, locale: None };
    let user = match queries::create_user(tx, &new) {
        // Invited in the meantime.
        Err(AppError::Conflict(_)) => return Ok(None),
        created => created?,
    };
    passwords::keep_password(tx, user, hash)?;
    let about = Some(("user", user.uuid()));
    audit::record_as(tx, Some(user), "user.registered", about, json!({ "client": asked.client_id }))?;
    let event = Event::new("account.registered").of_client(asked.client_id).about(user.uuid());
    events::record(tx, event)?;
    registrations::settle(tx, user, &asked.email)?;
    let made_by = queries::user(tx, asked.made_by)?;
    if made_by.state == State::Active {
        letters::registered(tx, &made_by, &asked, user, base_url)?;
    }
    let user = queries::user(tx, user)?;
    let stage = arrival::stage(tx, &user, Way::Invitation)?;
    let device = match stage {
        Stage::Whole => Some(arrival::trust_device(tx, &user, browser)?),
        _ => None,
    };
    let entrance = Entrance { user: user.id, role: user.role(), stage, device, voucher: None };
    session::open(tx, &entrance).map(Some)
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

fn welcome(token: &Token, asked: Registration, company: Company, faults: Faults) -> Welcome {
    Welcome {
        action: urls::registration(token).expose().to_owned(),
        name: asked.name,
        email: asked.email.to_string(),
        company: company.client.unwrap_or(company.studio),
        faults,
    }
}

fn gone(ui: &Ui) -> AppResult {
    ui.answer(StatusCode::GONE, &Gone { text: "accounts-gone-registration", again: false })
}

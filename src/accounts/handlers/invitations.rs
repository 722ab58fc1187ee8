//! Taking up an invitation. Looking at the link changes nothing: mail scanners look, too.

use actix_session::Session;
use actix_web::{
    http::StatusCode,
    web::{Data, Path},
};
use serde_json::json;

use super::joining::{Found, nobody_joins};
use crate::{
    access::SystemViewer,
    accounts::{
        arrival::{self, Way},
        forms::NewPasswordForm,
        model::{Company, State, User},
        pages::{Gone, Welcome},
        password::{self, Pepper},
        queries::{self, links, passwords, places, registrations},
        rules::Purpose,
    },
    audit,
    config::Config,
    db::Db,
    error::AppResult,
    events::{self, Event},
    kernel::Token,
    urls,
    web::{
        Faults, PostForm, Ui, Visitor,
        browser::Browser,
        session::{self, Entrance, Stage},
    },
};

fn as_system(visitor: &Visitor) -> SystemViewer {
    visitor.as_system("invitation desk")
}

/// The invitation, or that it no longer works.
pub async fn show(visitor: Visitor, token: Path<String>, db: Data<Db>, ui: Ui) -> AppResult {
    match find(&visitor, &token, &db).await? {
        Found::Open(token, user, company) => ui.page(&welcome(&token, user, company, Faults::default())),
        Found::Archived(company) => nobody_joins(company, &ui),
        Found::Gone => gone(&ui),
    }
}

/// Sets the password, opens the account and signs in. Once.
#[allow(clippy::too_many_arguments)] // extractors, one for each thing it needs
pub async fn create(
    visitor: Visitor,
    token: Path<String>,
    browser: Browser,
    PostForm(form): PostForm<NewPasswordForm>,
    session: Session,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let (token, user, company) = match find(&visitor, &token, &db).await? {
        Found::Open(token, user, company) => (token, user, company),
        Found::Archived(company) => return nobody_joins(company, &ui),
        Found::Gone => return gone(&ui),
    };
    let password = match form.parse(&user, &company) {
        Ok(password) => password,
        Err(faults) => return ui.refuse(&welcome(&token, user, company, faults)),
    };
    let hash = password::hash(Pepper::of(&config), password).await?;
    let known = browser.clone();
    let joined = db
        .write(&as_system(&visitor), move |tx| {
            if let Some(client) = user.client_id {
                places::hold_open_client(tx, client)?;
            }
            let open = links::bearer(tx, &token, Purpose::Invitation)?.is_some()
                && links::use_up(tx, user.id, Purpose::Invitation, &token)?
                && queries::move_on(tx, user.id, State::Invited, State::Active)?;
            if open {
                passwords::keep_password(tx, user.id, &hash)?;
                registrations::settle(tx, user.id, &user.email)?;
                audit::record_as(
                    tx,
                    Some(user.id),
                    "user.joined",
                    Some(("user", user.id.uuid())),
                    json!({}),
                )?;
                let event = Event::new("account.joined").about(user.id.uuid());
                events::record(tx, user.client_id.into_iter().fold(event, Event::of_client))?;
            }
            if !open {
                return Ok(None);
            }
            let user = queries::user(tx, user.id)?;
            let stage = arrival::stage(tx, &user, Way::Invitation)?;
            let device = match stage {
                Stage::Whole => Some(arrival::trust_device(tx, &user, &known)?),
                _ => None,
            };
            let entrance = Entrance { user: user.id, role: user.role(), stage, device, voucher: None };
            session::open(tx, &entrance).map(Some)
        })
        .await?;
    let Some(opened) = joined else { return gone(&ui) };
    session::sign_in(&session, &opened)?;
    browser.remember(ui.go_to_saying("/", "accounts-said-joined")?)
}

async fn find(visitor: &Visitor, token: &str, db: &Db) -> AppResult<Found<User>> {
    let Ok(token) = token.parse::<Token>() else { return Ok(Found::Gone) };
    db.read(&as_system(visitor), move |tx| {
        let Some(user) = links::bearer(tx, &token, Purpose::Invitation)? else { return Ok(Found::Gone) };
        let company = queries::company(tx, user.role())?;
        if let Some(client) = user.client_id
            && places::is_archived(tx, client)?
        {
            return Ok(Found::Archived(company));
        }
        Ok(Found::Open(token, user, company))
    })
    .await
}

fn welcome(token: &Token, user: User, company: Company, faults: Faults) -> Welcome {
    Welcome {
        action: urls::invitation(token).expose().to_owned(),
        name: user.name,
        email: user.email.to_string(),
        company: company.client.unwrap_or(company.studio),
        faults,
    }
}

fn gone(ui: &Ui) -> AppResult {
    ui.answer(StatusCode::GONE, &Gone { text: "accounts-gone-invitation", again: false })
}

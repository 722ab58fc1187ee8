//! Accepting an invitation. Opening the link changes nothing, because mail scanners open links too.

use actix_session::Session;
use actix_web::{http::StatusCode, web::Path};

use super::{
    entering::let_in,
    joining::{Found, nobody_joins},
};
use crate::{
    access::SystemViewer,
    accounts::{
        actions,
        forms::NewPasswordForm,
        model::User,
        pages::{Gone, Welcome},
        password::{self, Pepper},
        queries::{self, links, places},
        rules::Purpose,
    },
    config::Config,
    kernel::Token,
    web::{browser::Browser, prelude::*},
};

fn as_system(visitor: &Visitor) -> SystemViewer {
    visitor.as_system("invitation desk")
}

/// The invitation, or a notice that it is no longer valid.
pub async fn show(visitor: Visitor, token: Path<String>, db: Data<Db>, ui: Ui) -> AppResult {
    match find(&visitor, &token, &db).await? {
        Found::Open(token, user, _) => ui.page(&welcome(&token, user, NewPasswordForm::default())),
        Found::Archived(company) => nobody_joins(company, &ui),
        Found::Gone => gone(&ui),
    }
}

/// Sets the password, activates the account and signs in. Works once.
#[allow(clippy::too_many_arguments)] // extractors, one for each thing it needs
pub async fn create(
    visitor: Visitor,
    token: Path<String>,
    browser: Browser,
    PostForm(mut form): PostForm<NewPasswordForm>,
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
    let Some(password) = form.parse(&user, &company) else {
        return ui.refuse(&welcome(&token, user, form));
    };
    let hash = password::hash(Pepper::of(&config), password).await?;
    let known = browser.digest();
    let accept = move |tx: &mut Tx| actions::accept_invitation(tx, &user, &token, &hash, known);
    match db.write(&as_system(&visitor), accept).await? {
        Some(admitted) => let_in(&ui, &session, &browser, &admitted, "/", "accounts-said-joined"),
        None => gone(&ui),
    }
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

fn welcome(token: &Token, user: User, form: NewPasswordForm) -> Welcome {
    Welcome {
        action: urls::invitation(token).expose().to_owned(),
        name: user.name,
        email: user.email.to_string(),
        form,
    }
}

fn gone(ui: &Ui) -> AppResult {
    ui.answer(StatusCode::GONE, &Gone { text: "accounts-gone-invitation", again: false })
}

//! Proving once more that it is oneself, with a code or a passkey instead of the password.

use actix_session::Session;
use actix_web::web::Data;

use crate::{
    access::Viewer,
    accounts::{
        factors::{
            forms::{CodeForm, ShownForm, of_code},
            pages::PasskeyRefusedPage,
            passkey::Here,
            proving::{self, Outcome},
            seal::Sealer,
        },
        handlers::proof,
        queries as people,
    },
    config::Config,
    db::Db,
    error::AppResult,
    tenancy::Studios,
    urls,
    web::{Fault, PostForm, Ui, session},
};

/// Takes a code, and goes on to what it was asked for.
pub async fn create(
    viewer: Viewer,
    PostForm(form): PostForm<CodeForm>,
    session: Session,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let next = urls::local(&form.next).to_owned();
    let typed = match form.parse() {
        Ok(typed) => typed,
        Err(faults) => return proof::refuse_code(&viewer, next, faults, &db, &ui).await,
    };
    let (id, sealer, here) = (viewer.user, Sealer::of(&config), viewer.came_with());
    let system = viewer.as_system("sign-in desk");
    let outcome = db
        .write(&system, move |tx| {
            let user = people::user(tx, id)?;
            Ok(match proving::try_code(tx, &sealer, &user, &typed)? {
                Outcome::Right => Ok(session::complete_authentication(tx, &here, None)?),
                other => Err(other),
            })
        })
        .await?;
    let fault = match outcome {
        Ok(renewed) => {
            session::go_on(&session, &renewed)?;
            return ui.go_to(next);
        }
        Err(Outcome::Wrong | Outcome::Right) => "factors-fault-wrong",
        Err(Outcome::Resting) => "factors-fault-resting",
    };
    proof::refuse_code(&viewer, next, of_code(Fault::new(fault)), &db, &ui).await
}

/// Takes a passkey, and goes on to what it was asked for.
pub async fn show_passkey(
    viewer: Viewer,
    PostForm(form): PostForm<ShownForm>,
    session: Session,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let Some(shown) = form.parse() else { return ui.refuse(&PasskeyRefusedPage) };
    let here = Here::at(&studios.base_url(viewer.studio).await?)?;
    let (who, system) = (viewer.came_with(), viewer.as_system("sign-in desk"));
    let proven = db
        .write(&system, move |tx| {
            let proven = proving::try_passkey(tx, &here, &shown, Some(who.user))?;
            proven.ok().map(|_| session::complete_authentication(tx, &who, None)).transpose()
        })
        .await?;
    let Some(renewed) = proven else { return ui.refuse(&PasskeyRefusedPage) };
    session::go_on(&session, &renewed)?;
    ui.go_to(urls::local(&form.next))
}

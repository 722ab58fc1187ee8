//! Making passkeys and taking them away.

use actix_session::Session;
use actix_web::{HttpResponse, web::Data};

use super::{added, go_on, gone};
use crate::{
    access::Viewer,
    accounts::{
        factors::{
            caller::Enroller,
            forms::PasskeyForm,
            handlers::security,
            pages::{EnrolmentPage, RemovalPage},
            passkey::{Asked, Here},
            queries::{self, passkeys},
        },
        queries as people,
    },
    db::Db,
    error::{AppError, AppResult},
    kernel::ids::PasskeyId,
    tenancy::Studios,
    urls,
    web::{Confirmed, Fault, Faults, Id, PostForm, Ui, browser::Browser},
};

/// A question to the browser, as its script reads it.
pub fn question(asked: Asked) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(asked.options)
}

/// Asks the browser for a new passkey.
pub async fn ask(
    enroller: Enroller,
    _: PostForm<Confirmed>,
    db: Data<Db>,
    studios: Data<Studios>,
) -> AppResult {
    let here = Here::at(&studios.base_url(enroller.studio).await?)?;
    let user = enroller.user;
    let asked = db
        .write(&enroller.as_system(), move |tx| {
            let known = passkeys::ids_of(tx, user)?;
            let email = people::user(tx, user)?.email.to_string();
            let asked = here.ask_to_register(user, &email, &known)?;
            passkeys::keep_question(tx, &asked, Some(user))?;
            Ok(asked)
        })
        .await?;
    Ok(question(asked))
}

/// Keeps a passkey that was made.
pub async fn create(
    enroller: Enroller,
    browser: Browser,
    PostForm(form): PostForm<PasskeyForm>,
    session: Session,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let (name, made) = match form.parse() {
        Ok(made) => made,
        Err(faults) => return refuse(&enroller, &db, &ui, faults).await,
    };
    let here = Here::at(&studios.base_url(enroller.studio).await?)?;
    let (system, seen) = (enroller.as_system(), browser.clone());
    let who = enroller;
    let (who, kept) = db
        .write(&system, move |tx| {
            let state = match made.challenge() {
                Some(challenge) => passkeys::take_question(tx, challenge, Some(who.user))?,
                None => None,
            };
            let Some(kept) = state.and_then(|state| here.register(&state, &made).ok()) else {
                return Ok((who, None));
            };
            // Nothing else of theirs changes meanwhile, or many at once could be more than there may be.
            queries::lock_tries(tx, who.user)?;
            let held = queries::held(tx, who.user)?;
            if held.passkeys >= passkeys::MOST {
                return Err(AppError::Conflict("factors-conflict-many"));
            }
            passkeys::add(tx, who.user, &name, &kept)?;
            let renewed = added(tx, &who, &seen, "passkey-added", &[("passkey", name)])?;
            Ok((who, Some((renewed, held.recovery_codes))))
        })
        .await?;
    match kept {
        Some((renewed, left)) => go_on(&ui, &session, &browser, &renewed, left),
        None => {
            let faults = Faults::one("credential", Fault::new("factors-fault-passkey"));
            refuse(&who, &db, &ui, faults).await
        }
    }
}

async fn refuse(enroller: &Enroller, db: &Db, ui: &Ui, faults: Faults) -> AppResult {
    if enroller.arriving {
        return ui.refuse(&EnrolmentPage { faults });
    }
    ui.refuse(&security::page(&enroller.as_system(), enroller.user, db, faults).await?)
}

/// Asks before a passkey is taken away.
pub async fn ask_removal(viewer: Viewer, Id(id): Id<PasskeyId>, db: Data<Db>, ui: Ui) -> AppResult {
    let user = viewer.user;
    let system = viewer.as_system("factor desk");
    let passkey = db.read(&system, move |tx| passkeys::one(tx, user, id)).await?;
    ui.page(&RemovalPage { passkey: Some(passkey.name), action: urls::passkey_removal(id) })
}

/// Takes a passkey away, unless it is the last factor of someone who must have one.
pub async fn remove(
    viewer: Viewer,
    Id(id): Id<PasskeyId>,
    _: PostForm<Confirmed>,
    session: Session,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let system = viewer.as_system("factor desk");
    let (user, role, here) = (viewer.user, viewer.role, viewer.came_with());
    let removed = db
        .write(&system, move |tx| {
            let person = people::user(tx, user)?;
            // Nothing else of theirs changes meanwhile, or two removals at once could leave nothing.
            queries::lock_tries(tx, user)?;
            let name = passkeys::one(tx, user, id)?.name;
            let held = queries::held(tx, user)?;
            if held.are_all(false, 1) && queries::policy(tx)?.asks(role) {
                return Ok(None);
            }
            passkeys::remove(tx, user, id)?;
            if held.are_all(false, 1) {
                queries::remove_codes(tx, user)?;
            }
            gone(tx, &person, &here, "passkey-removed", &[("passkey", name)]).map(Some)
        })
        .await?;
    super::removed(&ui, &session, removed.as_ref())
}

//! Adding and removing passkeys.

use actix_session::Session;
use actix_web::HttpResponse;
use uuid::Uuid;

use super::{after_addition, after_removal};
use crate::{
    accounts::factors::{
        actions,
        enroller::Enroller,
        forms::PasskeyForm,
        handlers::security,
        pages::{EnrolmentPage, RemovalPage},
        passkey::{Ceremony, RelyingParty},
        queries::passkeys,
    },
    form_keys::try_once,
    kernel::ids::PasskeyId,
    tenancy::Studios,
    web::{Submission, browser::Browser, prelude::*},
};

/// The challenge for the browser, as its script reads it.
pub fn options_response(ceremony: Ceremony) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(ceremony.options)
}

/// Starts the registration of a new passkey.
pub async fn challenge(
    enroller: Enroller,
    _: PostForm<Confirmed>,
    db: Data<Db>,
    studios: Data<Studios>,
) -> AppResult {
    let relying_party = RelyingParty::at(&studios.base_url(enroller.studio).await?)?;
    let sign_in = enroller.sign_in;
    let start = move |tx: &mut Tx| actions::start_passkey_registration(tx, &relying_party, &sign_in);
    let ceremony = db.write(&enroller.as_system(), start).await?;
    Ok(options_response(ceremony))
}

/// Stores a new passkey. The challenge serves as the form's key: submitted twice, it is stored once.
pub async fn create(
    enroller: Enroller,
    browser: Browser,
    CreationForm(mut form, submission): CreationForm<PasskeyForm>,
    session: Session,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let Some(new) = form.parse() else { return refuse(&enroller, &db, &ui, form).await };
    let relying_party = RelyingParty::at(&studios.base_url(enroller.studio).await?)?;
    let (sign_in, known) = (enroller.sign_in, browser.digest());
    let submission = Submission { key: new.1.challenge().map(Uuid::from_bytes), ..submission };
    let add = move |tx: &mut Tx| {
        let mut now = None;
        let added = try_once(tx, sign_in.user, submission, |tx| {
            let added = actions::add_passkey(tx, &relying_party, &sign_in, new.clone(), known)?;
            let Some((id, added)) = added else { return Ok(Err(())) };
            now = Some(added);
            Ok(Ok(id))
        })?;
        match (added, now) {
            (Ok(Once::Done(_)), Some(added)) => Ok(Some(added)),
            (Ok(Once::Done(_)), None) => actions::added_before(tx, &sign_in).map(Some),
            (Ok(Once::Taken(_)) | Err(()), _) => Ok(None),
        }
    };
    match db.write(&enroller.as_system(), add).await? {
        Some(added) => after_addition(&ui, &session, &browser, &added),
        None => refuse(&enroller, &db, &ui, form.not_made()).await,
    }
}

async fn refuse(enroller: &Enroller, db: &Db, ui: &Ui, form: PasskeyForm) -> AppResult {
    if !enroller.sign_in.whole {
        return ui.refuse(&EnrolmentPage { form });
    }
    ui.refuse(&security::page(&enroller.as_system(), enroller.user, db, form).await?)
}

/// The confirmation before a passkey is removed.
pub async fn ask_removal(viewer: Viewer, Id(id): Id<PasskeyId>, db: Data<Db>, ui: Ui) -> AppResult {
    let user = viewer.user;
    let system = viewer.as_system("factor desk");
    let passkey = db.read(&system, move |tx| passkeys::one(tx, user, id)).await?;
    ui.page(&RemovalPage { passkey: Some(passkey.name), action: urls::passkey_removal(id) })
}

/// Removes a passkey, unless it is the last factor of a user who must have one.
pub async fn remove(
    viewer: Viewer,
    Id(id): Id<PasskeyId>,
    _: PostForm<Confirmed>,
    session: Session,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (system, sign_in) = (viewer.as_system("factor desk"), viewer.came_with());
    let removed = db.write(&system, move |tx| actions::remove_passkey(tx, &sign_in, id)).await?;
    after_removal(&ui, &session, removed.as_ref())
}

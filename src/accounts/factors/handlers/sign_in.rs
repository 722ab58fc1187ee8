//! The second step of signing in, and signing in with a passkey, which counts as both steps at once.

use actix_session::Session;

use super::{next_page, passkeys::options_response};
use crate::{
    accounts::{
        factors::{
            actions::{self, Outcome},
            forms::{AssertionForm, CodeForm, CodeText, PasskeyForm},
            pages::{EnrolmentPage, FactorPage, PasskeyRefusedPage},
            passkey::RelyingParty,
            queries::{self, passkeys},
            rules::Held,
        },
        handlers::{entering::let_in, sign_in::NextQuery},
    },
    config::Config,
    seal::Sealer,
    sessions::Stage,
    tenancy::Studios,
    web::{IncompleteSignIn, browser::Browser, prelude::*, session},
};

async fn held(incomplete: &IncompleteSignIn, db: &Db) -> AppResult<Held> {
    let user = incomplete.sign_in.user;
    db.read(&incomplete.as_system("sign-in desk"), move |tx| queries::held(tx, user)).await
}

/// Asks for the second factor. A user who is already signed in is redirected.
pub async fn show(
    incomplete: Result<IncompleteSignIn, AppError>,
    viewer: Option<Viewer>,
    UrlQuery(to): UrlQuery<NextQuery>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let next = ui.on_to(urls::local(&to.next));
    if viewer.is_some() {
        return ui.forgetting_on_to(ui.go_to(next)?);
    }
    let incomplete = incomplete?;
    if incomplete.stage == Stage::Enrolment {
        return ui.go_to(urls::ENROLMENT);
    }
    let held = held(&incomplete, &db).await?;
    let form = CodeText { next: next.to_owned(), ..CodeText::default() };
    ui.page(&FactorPage { held, form: form.into() })
}

/// Verifies a code. A correct one completes the sign-in; too many wrong ones end it.
pub async fn create(
    incomplete: IncompleteSignIn,
    browser: Browser,
    PostForm(mut form): PostForm<CodeForm>,
    session: Session,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    if incomplete.stage != Stage::Factor {
        return Err(AppError::SignInIncomplete(urls::ENROLMENT));
    }
    let refuse = async |form| {
        let held = held(&incomplete, &db).await?;
        ui.refuse(&FactorPage { held, form })
    };
    let Some(typed) = form.parse() else { return refuse(form).await };
    let (sign_in, sealer, known) = (incomplete.sign_in, Sealer::of(&config), browser.digest());
    let complete = move |tx: &mut Tx| actions::complete_with_code(tx, &sealer, &sign_in, &typed, known);
    match db.write(&incomplete.as_system("sign-in desk"), complete).await? {
        Ok(admitted) => {
            let next = urls::local(form.next.typed());
            let_in(&ui, &session, &browser, &admitted, next, "accounts-said-signed-in")
        }
        Err(Outcome::Wrong | Outcome::Right) => {
            refuse(form.refused(|form| &mut form.code, Fault::new("factors-fault-wrong"))).await
        }
        Err(Outcome::Locked) => {
            session::sign_out(&session);
            ui.go_to_saying(urls::SIGN_IN, "factors-said-not-accepted")
        }
    }
}

/// Asks a user who must have a second factor, and has none, to set one up.
pub async fn enrol(
    incomplete: Result<IncompleteSignIn, AppError>,
    viewer: Option<Viewer>,
    ui: Ui,
) -> AppResult {
    if viewer.is_some() {
        return ui.go_to(next_page(&ui));
    }
    match incomplete?.stage {
        Stage::Enrolment => ui.page(&EnrolmentPage { form: PasskeyForm::default() }),
        _ => ui.go_to(urls::FACTOR),
    }
}

/// Sends the browser the challenge for a passkey.
pub async fn challenge(
    visitor: Visitor,
    _: PostForm<Confirmed>,
    db: Data<Db>,
    studios: Data<Studios>,
) -> AppResult {
    let relying_party = RelyingParty::at(&studios.base_url(visitor.studio.id).await?)?;
    let ceremony = relying_party.start_sign_in()?;
    let store = move |tx: &mut Tx| passkeys::store_ceremony(tx, &ceremony, None).map(|()| ceremony);
    Ok(options_response(db.write(&visitor.as_system("sign-in desk"), store).await?))
}

/// Verifies a passkey, which replaces password and factor, or is the factor after a password.
pub async fn verify_passkey(
    visitor: Visitor,
    incomplete: Option<IncompleteSignIn>,
    (session, browser): (Session, Browser),
    PostForm(form): PostForm<AssertionForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let Some(assertion) = form.parse() else { return ui.refuse(&PasskeyRefusedPage) };
    let relying_party = RelyingParty::at(&studios.base_url(visitor.studio.id).await?)?;
    let sign_in = incomplete.map(|incomplete| incomplete.sign_in);
    let (system, known) = (visitor.as_system("sign-in desk").signed_in(sign_in), browser.digest());
    let sign_in_with_passkey =
        move |tx: &mut Tx| actions::sign_in_with_passkey(tx, &relying_party, &assertion, sign_in, known);
    let Some(admitted) = db.write(&system, sign_in_with_passkey).await? else {
        return ui.refuse(&PasskeyRefusedPage);
    };
    let next = urls::local(&form.next);
    let_in(&ui, &session, &browser, &admitted, next, "accounts-said-signed-in")
}

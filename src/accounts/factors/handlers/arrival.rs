//! The second step of signing in, and signing in with a passkey, which is both steps at once.

use actix_session::Session;
use actix_web::web::Data;
use serde_json::json;

use super::passkeys::question;
use crate::{
    access::{SystemViewer, Viewer},
    accounts::kinds::AuditKind,
    accounts::{
        arrival::{self, Way},
        factors::{
            forms::{CodeForm, ShownForm, of_code},
            pages::{EnrolmentPage, FactorPage, PasskeyRefusedPage},
            passkey::Here,
            proving::{self, Outcome},
            queries::{self, passkeys},
            rules::Held,
            seal::Sealer,
        },
        handlers::sign_in::OnTo,
        queries as people,
    },
    audit,
    config::Config,
    db::Db,
    error::{AppError, AppResult},
    tenancy::Studios,
    urls,
    web::{
        Arriving, Confirmed, Fault, Faults, PostForm, Ui, UrlQuery, Visitor,
        browser::Browser,
        session::{self, Entrance, Stage},
    },
};

fn as_system(arriving: &Arriving) -> SystemViewer {
    arriving.as_system("sign-in desk")
}

async fn held(arriving: &Arriving, db: &Db) -> AppResult<Held> {
    let user = arriving.arrived.user;
    db.read(&as_system(arriving), move |tx| queries::held(tx, user)).await
}

/// Asks for the second factor. Who is in goes on.
pub async fn show(
    arriving: Result<Arriving, AppError>,
    viewer: Option<Viewer>,
    UrlQuery(to): UrlQuery<OnTo>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let next = urls::local(&to.next);
    if viewer.is_some() {
        return ui.go_to(next);
    }
    let arriving = arriving?;
    if arriving.arrived.stage == Stage::Enrolment {
        return ui.go_to(urls::ENROLMENT);
    }
    let held = held(&arriving, &db).await?;
    ui.page(&FactorPage { held, next: next.to_owned(), faults: Faults::default() })
}

/// Takes a code. A right one opens the portal; too many wrong ones end the sign-in.
pub async fn create(
    arriving: Arriving,
    browser: Browser,
    PostForm(form): PostForm<CodeForm>,
    session: Session,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    if arriving.arrived.stage != Stage::Factor {
        return Err(AppError::Arriving(urls::ENROLMENT));
    }
    let next = urls::local(&form.next).to_owned();
    let refuse = async |faults| {
        let held = held(&arriving, &db).await?;
        ui.refuse(&FactorPage { held, next: next.clone(), faults })
    };
    let typed = match form.parse() {
        Ok(typed) => typed,
        Err(faults) => return refuse(faults).await,
    };
    let (id, sealer, seen) = (arriving.arrived.user, Sealer::of(&config), browser.clone());
    let who = arriving.arrived.sign_in();
    let outcome = db
        .write(&as_system(&arriving), move |tx| {
            let user = people::user(tx, id)?;
            Ok(match proving::try_code(tx, &sealer, &user, &typed)? {
                Outcome::Right => {
                    let device = arrival::trust_device(tx, &user, &seen)?;
                    Ok(session::complete_authentication(tx, &who, Some(device))?)
                }
                other => Err(other),
            })
        })
        .await?;
    match outcome {
        Ok(renewed) => {
            session::go_on(&session, &renewed)?;
            browser.remember(ui.go_to_saying(&next, "accounts-said-signed-in")?)
        }
        Err(Outcome::Wrong | Outcome::Right) => refuse(of_code(Fault::new("factors-fault-wrong"))).await,
        Err(Outcome::Resting) => {
            session::sign_out(&session);
            ui.go_to_saying(urls::SIGN_IN, "factors-said-not-accepted")
        }
    }
}

/// Asks who must have a second factor, and has none, to set one up.
pub async fn enrol(arriving: Result<Arriving, AppError>, viewer: Option<Viewer>, ui: Ui) -> AppResult {
    if viewer.is_some() {
        return ui.go_to(urls::ACCOUNT_SECURITY);
    }
    match arriving?.arrived.stage {
        Stage::Enrolment => ui.page(&EnrolmentPage { faults: Faults::default() }),
        _ => ui.go_to(urls::FACTOR),
    }
}

/// Asks the browser for a passkey.
pub async fn ask_passkey(
    visitor: Visitor,
    _: PostForm<Confirmed>,
    db: Data<Db>,
    studios: Data<Studios>,
) -> AppResult {
    let here = Here::at(&studios.base_url(visitor.studio.id).await?)?;
    let system = visitor.as_system("sign-in desk");
    let asked = here.ask_to_sign_in()?;
    let asked =
        db.write(&system, move |tx| passkeys::keep_question(tx, &asked, None).map(|()| asked)).await?;
    Ok(question(asked))
}

/// Takes a passkey: instead of a password and a factor, or as the factor after a password.
pub async fn show_passkey(
    visitor: Visitor,
    arriving: Option<Arriving>,
    (session, browser): (Session, Browser),
    PostForm(form): PostForm<ShownForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let Some(shown) = form.parse() else { return ui.refuse(&PasskeyRefusedPage) };
    let next = urls::local(&form.next);
    let here = Here::at(&studios.base_url(visitor.studio.id).await?)?;
    let system = arriving.as_ref().map_or_else(|| visitor.as_system("sign-in desk"), as_system);
    let expected = arriving.as_ref().map(|arriving| arriving.arrived.sign_in());
    let seen = browser.clone();
    let opened = db
        .write(&system, move |tx| {
            let Ok(user) = proving::try_passkey(tx, &here, &shown, expected.map(|who| who.user))? else {
                return Ok(None);
            };
            let device = arrival::trust_device(tx, &user, &seen)?;
            if let Some(who) = expected {
                return Ok(Some((session::complete_authentication(tx, &who, Some(device))?, true)));
            }
            let about = user.id;
            audit::record_as(tx, Some(user.id), AuditKind::SessionOpened, about, json!({ "by": "passkey" }))?;
            let stage = arrival::stage(tx, &user, Way::Passkey)?;
            let (role, device) = (user.role(), Some(device));
            let entrance = Entrance { user: user.id, role, stage, device, voucher: None };
            Ok(Some((session::open(tx, &entrance)?, false)))
        })
        .await?;
    match opened {
        None => return ui.refuse(&PasskeyRefusedPage),
        Some((renewed, true)) => session::go_on(&session, &renewed)?,
        Some((opened, false)) => session::sign_in(&session, &opened)?,
    }
    browser.remember(ui.go_to_saying(next, "accounts-said-signed-in")?)
}

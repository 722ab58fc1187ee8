//! Setting up an authenticator app, and taking it away.

use actix_session::Session;
use actix_web::web::Data;

use super::{added, go_on, gone};
use crate::{
    access::Viewer,
    accounts::{
        factors::{
            app::AppSecret,
            caller::Enroller,
            forms::{ConfirmationForm, of_code},
            pages::{AppPage, RemovalPage},
            picture::Picture,
            queries,
            seal::Sealer,
        },
        queries as people,
    },
    config::Config,
    db::Db,
    error::{AppError, AppResult},
    urls,
    web::{Confirmed, Fault, Faults, PostForm, Ui, browser::Browser},
};

/// Makes a secret to set an app up with. Where an app is set up already, that one stays.
pub async fn begin(
    enroller: Enroller,
    _: PostForm<Confirmed>,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let (user, sealer) = (enroller.user, Sealer::of(&config));
    let begun = db.write(&enroller.as_system(), move |tx| queries::begin_app(tx, &sealer, user)).await?;
    if begun {
        ui.go_to(urls::FACTOR_APP)
    } else {
        ui.go_to_saying(urls::ACCOUNT_SECURITY, "factors-said-not-added")
    }
}

/// Shows the secret, until a code has confirmed it.
pub async fn show(enroller: Enroller, db: Data<Db>, config: Data<Config>, ui: Ui) -> AppResult {
    match page(&enroller, &db, &config, &ui, Faults::default()).await? {
        Some(page) => ui.page(&page),
        None => ui.go_to(away(&enroller)),
    }
}

fn away(enroller: &Enroller) -> &'static str {
    if enroller.arriving { urls::ENROLMENT } else { urls::ACCOUNT_SECURITY }
}

async fn page(
    enroller: &Enroller,
    db: &Db,
    config: &Config,
    ui: &Ui,
    faults: Faults,
) -> AppResult<Option<AppPage>> {
    let (user, sealer) = (enroller.user, Sealer::of(config));
    let (email, secret) = db
        .read(&enroller.as_system(), move |tx| {
            let email = people::user(tx, user)?.email.to_string();
            Ok((email, queries::app_to_confirm(tx, &sealer, user)?))
        })
        .await?;
    let shown = |secret: AppSecret| {
        let picture = Picture::of(&secret.uri(&ui.around.studio_name, &email))?;
        Ok(AppPage { picture, key: secret.typed(), arriving: enroller.arriving, faults })
    };
    secret.map(shown).transpose()
}

/// Takes the first code: from now on the app counts.
pub async fn confirm(
    enroller: Enroller,
    browser: Browser,
    PostForm(form): PostForm<ConfirmationForm>,
    session: Session,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let code = match form.parse() {
        Ok(code) => code,
        Err(faults) => return again(&enroller, &db, &config, &ui, faults).await,
    };
    let (system, sealer) = (enroller.as_system(), Sealer::of(&config));
    let (who, seen) = (enroller, browser.clone());
    let (who, confirmed) = db
        .write(&system, move |tx| {
            if !queries::use_app(tx, &sealer, who.user, &code, false)? {
                return Ok((who, None));
            }
            let renewed = added(tx, &who, &seen, "app-added", &[])?;
            let left = queries::held(tx, who.user)?.recovery_codes;
            Ok((who, Some((renewed, left))))
        })
        .await?;
    match confirmed {
        Some((renewed, left)) => go_on(&ui, &session, &browser, &renewed, left),
        None => again(&who, &db, &config, &ui, of_code(Fault::new("factors-fault-wrong"))).await,
    }
}

async fn again(enroller: &Enroller, db: &Db, config: &Config, ui: &Ui, faults: Faults) -> AppResult {
    match page(enroller, db, config, ui, faults).await? {
        Some(page) => ui.refuse(&page),
        None => ui.go_to(away(enroller)),
    }
}

/// Asks before the app is taken away.
pub async fn ask_removal(_: Viewer, ui: Ui) -> AppResult {
    ui.page(&RemovalPage { passkey: None, action: urls::FACTOR_APP_REMOVAL.to_owned() })
}

/// Takes the app away, unless it is the last factor of someone who must have one.
pub async fn remove(
    viewer: Viewer,
    _: PostForm<Confirmed>,
    session: Session,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let system = viewer.as_system("factor desk");
    let (id, role, here) = (viewer.user, viewer.role, viewer.came_with());
    let removed = db
        .write(&system, move |tx| {
            let user = people::user(tx, id)?;
            // Nothing else of theirs changes meanwhile, or two removals at once could leave nothing.
            queries::lock_tries(tx, id)?;
            let held = queries::held(tx, id)?;
            if !held.app {
                return Err(AppError::NotFound);
            }
            if held.are_all(true, 0) && queries::policy(tx)?.asks(role) {
                return Ok(None);
            }
            queries::remove_app(tx, id)?;
            if held.passkeys == 0 {
                queries::remove_codes(tx, id)?;
            }
            gone(tx, &user, &here, "app-removed", &[]).map(Some)
        })
        .await?;
    super::removed(&ui, &session, removed.as_ref())
}

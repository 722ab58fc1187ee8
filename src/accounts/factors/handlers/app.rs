//! Setting up and removing an authenticator app.

use actix_session::Session;

use super::{after_addition, after_removal};
use crate::{
    accounts::{
        factors::{
            actions,
            app::AppSecret,
            enroller::Enroller,
            forms::ConfirmationForm,
            pages::{AppPage, RemovalPage},
            picture::Picture,
            queries,
        },
        queries as people,
    },
    config::Config,
    seal::Sealer,
    web::{browser::Browser, prelude::*},
};

/// Creates the secret for setting up an app. An app that is set up already is left alone.
pub async fn begin(
    enroller: Enroller,
    _: PostForm<Confirmed>,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let (sign_in, sealer) = (enroller.sign_in, Sealer::of(&config));
    let begun = db.write(&enroller.as_system(), move |tx| actions::begin_app(tx, &sealer, &sign_in)).await?;
    if begun {
        ui.go_to(urls::FACTOR_APP)
    } else {
        ui.go_to_saying(urls::ACCOUNT_SECURITY, "factors-said-not-added")
    }
}

/// Shows the secret, in the session that created it, until a code has confirmed it.
pub async fn show(enroller: Enroller, db: Data<Db>, config: Data<Config>, ui: Ui) -> AppResult {
    match page(&enroller, &db, &config, &ui, ConfirmationForm::default()).await? {
        Some(page) => ui.page(&page),
        None => ui.go_to(away(&enroller)),
    }
}

fn away(enroller: &Enroller) -> &'static str {
    if enroller.sign_in.whole { urls::ACCOUNT_SECURITY } else { urls::ENROLMENT }
}

async fn page(
    enroller: &Enroller,
    db: &Db,
    config: &Config,
    ui: &Ui,
    form: ConfirmationForm,
) -> AppResult<Option<AppPage>> {
    let (sign_in, sealer) = (enroller.sign_in, Sealer::of(config));
    let (email, secret) = db
        .read(&enroller.as_system(), move |tx| {
            let email = people::user(tx, sign_in.user)?.email.to_string();
            Ok((email, queries::app_to_confirm(tx, &sealer, &sign_in)?))
        })
        .await?;
    let shown = |secret: AppSecret| {
        let uri = secret.uri(&ui.around.studio_name, &email);
        let (picture, key) = (Picture::of(&uri)?, secret.typed());
        Ok(AppPage { picture, uri, key, signing_in: !enroller.sign_in.whole, form })
    };
    secret.map(shown).transpose()
}

/// Confirms the app with its first code; it is a factor from now on.
pub async fn confirm(
    enroller: Enroller,
    browser: Browser,
    PostForm(mut form): PostForm<ConfirmationForm>,
    session: Session,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let Some(code) = form.parse() else { return again(&enroller, &db, &config, &ui, form).await };
    let (sign_in, sealer, known) = (enroller.sign_in, Sealer::of(&config), browser.digest());
    let confirm = move |tx: &mut Tx| actions::confirm_app(tx, &sealer, &sign_in, &code, known);
    match db.write(&enroller.as_system(), confirm).await? {
        Some(added) => after_addition(&ui, &session, &browser, &added),
        None => {
            let form = form.refused(|form| &mut form.code, Fault::new("factors-fault-wrong"));
            again(&enroller, &db, &config, &ui, form).await
        }
    }
}

async fn again(enroller: &Enroller, db: &Db, config: &Config, ui: &Ui, form: ConfirmationForm) -> AppResult {
    match page(enroller, db, config, ui, form).await? {
        Some(page) => ui.refuse(&page),
        None => ui.go_to(away(enroller)),
    }
}

/// The confirmation before the app is removed.
pub async fn ask_removal(_: Viewer, ui: Ui) -> AppResult {
    ui.page(&RemovalPage { passkey: None, action: urls::FACTOR_APP_REMOVAL.to_owned() })
}

/// Removes the app, unless it is the last factor of a user who must have one.
pub async fn remove(
    viewer: Viewer,
    _: PostForm<Confirmed>,
    session: Session,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (system, sign_in) = (viewer.as_system("factor desk"), viewer.came_with());
    let removed = db.write(&system, move |tx| actions::remove_app(tx, &sign_in)).await?;
    after_removal(&ui, &session, removed.as_ref())
}

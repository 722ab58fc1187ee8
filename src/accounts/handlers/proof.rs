//! Showing once more that it is oneself, before something sensitive.

use actix_session::Session;
use actix_web::web::Data;
use serde::Deserialize;

use crate::{
    access::Viewer,
    accounts::{
        actions, factors::standing, forms::ProofForm, pages::ProofPage, password::Pepper, queries::passwords,
        verify,
    },
    config::Config,
    db::{Db, Tx},
    error::AppResult,
    kernel::Asked,
    urls,
    web::{Fault, Faults, Filled, PostForm, Ui, UrlQuery, browser::Browser, session},
};

/// What the address says of why somebody is asked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ProofQuery {
    next: Asked,
    from: Asked,
    sent: Asked,
}

/// Asks for the password.
pub async fn show(viewer: Viewer, UrlQuery(asked): UrlQuery<ProofQuery>, db: Data<Db>, ui: Ui) -> AppResult {
    let form = ProofForm {
        next: urls::local(&asked.next).to_owned(),
        from: asked.from.to_string(),
        sent: asked.sent.to_string(),
        ..ProofForm::default()
    };
    ui.page(&page(&viewer, Filled::of(form), Faults::default(), &db).await?)
}

async fn page(viewer: &Viewer, form: Filled<ProofForm>, code: Faults, db: &Db) -> AppResult<ProofPage> {
    let id = viewer.user;
    let system = viewer.as_system("sign-in desk");
    let held = db.read(&system, move |tx| standing::held(tx, id)).await?;
    Ok(ProofPage { email: viewer.email.clone(), form, held, code })
}

/// The page again, because a code was not right.
pub async fn refuse_code(viewer: &Viewer, next: String, code: Faults, db: &Db, ui: &Ui) -> AppResult {
    let form = ProofForm { next, ..ProofForm::default() };
    ui.refuse(&page(viewer, Filled::of(form), code, db).await?)
}

/// Takes the password, and goes on to what it was asked for. A wrong one counts as it does at sign-in: a borrowed session is no way to
/// guess on.
pub async fn create(
    viewer: Viewer,
    browser: Browser,
    PostForm(form): PostForm<ProofForm>,
    session: Session,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let refuse = async |form| ui.refuse(&page(&viewer, form, Faults::default(), &db).await?);
    let form = match form.parse() {
        Ok(form) => form,
        Err(form) => return refuse(form).await,
    };
    let (sign_in, known) = (viewer.came_with(), browser.digest());
    let (system, pepper) = (viewer.as_system("sign-in desk"), Pepper::of(&config));
    let read = db.read(&system, move |tx| passwords::kept(tx, sign_in.user)).await?;
    let compared = verify::compare(&pepper, &form.password, read).await?;
    let seen = compared.clone();
    let prove = move |tx: &mut Tx| actions::prove_with_password(tx, &sign_in, known, &seen);
    let Some(renewed) = db.write(&system, prove).await? else {
        let fault = Fault::new("accounts-fault-password-wrong");
        return refuse(form.refused(Faults::one("password", fault))).await;
    };
    // The cookie that came is none of the session's any more.
    let system = system.signed_in(None);
    verify::rehash_if_outdated(&db, &system, pepper, sign_in.user, compared, &form.password).await;
    session::set_cookie(&session, &renewed)?;
    ui.go_to(urls::local(&form.next))
}

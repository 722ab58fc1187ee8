//! Showing once more that it is oneself, before something sensitive.

use actix_session::Session;
use serde::Deserialize;

use crate::{
    accounts::{
        actions,
        factors::{CodeForm, CodeText, standing},
        forms::{ProofForm, ProofText},
        pages::ProofPage,
        password::Pepper,
        queries::passwords,
        verify,
    },
    config::Config,
    kernel::Asked,
    web::{browser::Browser, prelude::*, session},
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
    let form = ProofText {
        next: urls::local(&asked.next).to_owned(),
        from: asked.from.to_string(),
        sent: asked.sent.to_string(),
        ..ProofText::default()
    };
    ui.page(&with_password(&viewer, form.into(), &db).await?)
}

/// The page around the form for the password.
async fn with_password(viewer: &Viewer, form: ProofForm, db: &Db) -> AppResult<ProofPage> {
    let code = CodeText { next: form.next.typed().clone(), ..CodeText::default() };
    page(viewer, form, code.into(), db).await
}

async fn page(viewer: &Viewer, form: ProofForm, code: CodeForm, db: &Db) -> AppResult<ProofPage> {
    let id = viewer.user;
    let system = viewer.as_system("sign-in desk");
    let held = db.read(&system, move |tx| standing::held(tx, id)).await?;
    Ok(ProofPage { email: viewer.email.clone(), form, held, code })
}

/// The page again, because a code was not right.
pub async fn refuse_code(viewer: &Viewer, code: CodeForm, db: &Db, ui: &Ui) -> AppResult {
    let form = ProofText { next: code.next.typed().clone(), ..ProofText::default() };
    ui.refuse(&page(viewer, form.into(), code, db).await?)
}

/// Takes the password, and goes on to what it was asked for. A wrong one counts as it does at sign-in: a borrowed session is no way to
/// guess on.
pub async fn create(
    viewer: Viewer,
    browser: Browser,
    PostForm(mut form): PostForm<ProofForm>,
    session: Session,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let refuse = async |form| ui.refuse(&with_password(&viewer, form, &db).await?);
    let Some(password) = form.parse() else { return refuse(form).await };
    let (sign_in, known) = (viewer.came_with(), browser.digest());
    let (system, pepper) = (viewer.as_system("sign-in desk"), Pepper::of(&config));
    let read = db.read(&system, move |tx| passwords::kept(tx, sign_in.user)).await?;
    let compared = verify::compare(&pepper, &password, read).await?;
    let seen = compared.clone();
    let prove = move |tx: &mut Tx| actions::prove_with_password(tx, &sign_in, known, &seen);
    let Some(renewed) = db.write(&system, prove).await? else {
        let fault = Fault::new("accounts-fault-password-wrong");
        return refuse(form.refused(|form| &mut form.password, fault)).await;
    };
    // The cookie that came is none of the session's any more.
    let system = system.signed_in(None);
    verify::rehash_if_outdated(&db, &system, pepper, sign_in.user, compared, &password).await;
    session::set_cookie(&session, &renewed)?;
    ui.go_to(urls::local(form.next.typed()))
}

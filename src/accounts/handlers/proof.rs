//! Fresh proof: users prove themselves again before a sensitive action.

use actix_session::Session;
use serde::Deserialize;

use crate::{
    accounts::{
        actions,
        factors::{ProofCodeForm, ProofCodeText, standing},
        forms::{ProofForm, ProofText},
        pages::ProofPage,
        password::Pepper,
        queries::passwords,
        verify,
    },
    config::Config,
    kernel::Asked,
    web::{browser::Browser, pages::Pages, prelude::*, session},
};

/// The value of `sent` if the request was not stored and has to be repeated.
const BUTTON: &str = "button";

/// Why proof is needed, as given in the URL.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ProofQuery {
    next: Asked,
    from: Asked,
    sent: Asked,
}

/// Asks for the password.
pub async fn show(
    viewer: Viewer,
    UrlQuery(asked): UrlQuery<ProofQuery>,
    db: Data<Db>,
    pages: Data<Pages>,
    ui: Ui,
) -> AppResult {
    let form = ProofText {
        next: urls::local(&asked.next).to_owned(),
        from: asked.from.to_string(),
        sent: asked.sent.to_string(),
        ..ProofText::default()
    };
    ui.page(&with_password(&viewer, form.into(), &db, &pages).await?)
}

/// The page with the form for the password.
async fn with_password(viewer: &Viewer, form: ProofForm, db: &Db, pages: &Pages) -> AppResult<ProofPage> {
    let [next, from, sent] = [&form.next, &form.from, &form.sent].map(|field| field.typed().clone());
    let code = ProofCodeText { next, from, sent, ..ProofCodeText::default() };
    page(viewer, form, code.into(), db, pages).await
}

async fn page(
    viewer: &Viewer,
    form: ProofForm,
    code: ProofCodeForm,
    db: &Db,
    pages: &Pages,
) -> AppResult<ProofPage> {
    let id = viewer.user;
    let system = viewer.as_system("sign-in desk");
    let held = db.read(&system, move |tx| standing::held(tx, id)).await?;
    let back = back(&form, pages);
    Ok(ProofPage { email: viewer.email.clone(), form, held, code, back })
}

/// Where the page goes back to if the user cancels: where they came from, or the nearest page to it that does not
/// require fresh proof itself.
fn back(form: &ProofForm, pages: &Pages) -> String {
    let (from, next) = (urls::local(form.from.typed()), urls::local(form.next.typed()));
    let was_somewhere = !form.from.typed().is_empty() && !from.starts_with(urls::ACCOUNT_PROOF);
    pages.without_proof(if was_somewhere { from } else { next })
}

/// The page again, because a code was refused.
pub async fn refuse_code(viewer: &Viewer, code: ProofCodeForm, db: &Db, pages: &Pages, ui: &Ui) -> AppResult {
    let [next, from, sent] = [&code.next, &code.from, &code.sent].map(|field| field.typed().clone());
    let form = ProofText { next, from, sent, ..ProofText::default() };
    ui.refuse(&page(viewer, form.into(), code, db, pages).await?)
}

/// Redirects to what the proof was for. If that was a button, or a form that is not stored, the page it was on says
/// that nothing has been done yet.
pub fn go_on(ui: &Ui, next: &str, sent: &str) -> AppResult {
    let next = urls::local(next);
    if sent == BUTTON { ui.go_to_saying(next, "accounts-said-not-done-yet") } else { ui.go_to(next) }
}

/// Checks the password, and redirects to what it was needed for. A wrong one counts as it does at sign-in, so that a
/// stolen session cannot be used to guess the password.
#[allow(clippy::too_many_arguments)] // extractors, one for each thing it needs
pub async fn create(
    viewer: Viewer,
    browser: Browser,
    PostForm(mut form): PostForm<ProofForm>,
    session: Session,
    db: Data<Db>,
    config: Data<Config>,
    pages: Data<Pages>,
    ui: Ui,
) -> AppResult {
    let refuse = async |form| ui.refuse(&with_password(&viewer, form, &db, &pages).await?);
    let Some(password) = form.parse() else { return refuse(form).await };
    let (sign_in, known) = (viewer.came_with(), browser.digest());
    let (system, pepper) = (viewer.as_system("sign-in desk"), Pepper::of(&config));
    let read = db.read(&system, move |tx| passwords::stored(tx, sign_in.user)).await?;
    let compared = verify::compare(&pepper, &password, read).await?;
    let seen = compared.clone();
    let prove = move |tx: &mut Tx| actions::prove_with_password(tx, &sign_in, known, &seen);
    let Some(renewed) = db.write(&system, prove).await? else {
        let fault = Fault::new("accounts-fault-password-wrong");
        return refuse(form.refused(|form| &mut form.password, fault)).await;
    };
    // The session has a new cookie; the one of this request is no longer valid.
    let system = system.signed_in(None);
    verify::rehash_if_outdated(&db, &system, pepper, sign_in.user, compared, &password).await;
    session::set_cookie(&session, &renewed)?;
    go_on(&ui, form.next.typed(), form.sent.typed())
}

//! Showing once more that it is oneself, before something sensitive.

use actix_session::Session;
use actix_web::web::Data;
use serde_json::json;

use crate::{
    access::Viewer,
    accounts::kinds::AuditKind,
    accounts::{
        arrival,
        factors::standing,
        forms::ProofForm,
        pages::ProofPage,
        password::{self, Pepper},
        queries::{self, passwords},
        rehash,
    },
    audit,
    config::Config,
    db::Db,
    error::AppResult,
    urls,
    web::{Fault, Faults, Filled, PostForm, Ui, UrlQuery, browser::Browser, session},
};

use super::sign_in::OnTo;

/// Asks for the password.
pub async fn show(viewer: Viewer, UrlQuery(to): UrlQuery<OnTo>, db: Data<Db>, ui: Ui) -> AppResult {
    let form = ProofForm { next: urls::local(&to.next).to_owned(), ..ProofForm::default() };
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
    let (id, here) = (viewer.user, viewer.came_with());
    let system = viewer.as_system("sign-in desk");
    let read = db.read(&system, move |tx| passwords::kept(tx, id)).await?;
    let hashed = read.as_ref().map(|kept| kept.hashed.clone());
    let fits = password::verify(Pepper::of(&config), form.password.clone(), hashed).await?;
    let kept = read.clone();
    let proven = db
        .write(&system, move |tx| {
            let user = queries::user(tx, id)?;
            let judged = arrival::judge(tx, &user, &browser, kept.as_ref(), fits)?;
            let kind = if judged.is_ok() { AuditKind::SessionProven } else { AuditKind::SessionProofRefused };
            audit::record_as(tx, Some(id), kind, id, json!({ "by": "password" }))?;
            judged.ok().map(|()| session::complete_authentication(tx, &here, None)).transpose()
        })
        .await?;
    let Some(renewed) = proven else {
        let fault = Fault::new("accounts-fault-password-wrong");
        return refuse(form.refused(Faults::one("password", fault))).await;
    };
    if let Some(read) = read {
        // The cookie that came is none of the session's any more.
        rehash::rehash_if_outdated(
            &db,
            &system.signed_in(None),
            Pepper::of(&config),
            id,
            read,
            form.password,
        )
        .await;
    }
    session::go_on(&session, &renewed)?;
    ui.go_to(urls::local(&form.next))
}

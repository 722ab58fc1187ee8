//! In and out.

use actix_session::Session;
use actix_web::{http::header::HeaderName, web::Data};
use serde::Deserialize;
use serde_json::json;

use crate::{
    access::{Role, SystemViewer},
    accounts::{
        forms::{SignIn, SignInForm},
        model::User,
        pages::SignInPage,
        password::{self, Pepper},
        queries::passwords,
        rules::{self, Refusal},
    },
    audit,
    config::Config,
    db::{Db, Tx},
    error::AppResult,
    kernel::ids::UserId,
    urls,
    web::{Faults, Filled, PostForm, Ui, UrlQuery, Visitor, session},
};

/// Where to go on to.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OnTo {
    next: String,
}

/// The sign-in page; who is signed in goes on.
pub async fn show(visitor: Visitor, UrlQuery(to): UrlQuery<OnTo>, ui: Ui) -> AppResult {
    if visitor.viewer.is_some() {
        return ui.go_to(urls::local(&to.next));
    }
    let form = SignInForm { next: urls::local(&to.next).to_owned(), ..SignInForm::default() };
    ui.page(&SignInPage { form: Filled::of(form), refused: false })
}

/// Signs in. Whatever the reason, a refusal looks and lasts the same.
pub async fn create(
    visitor: Visitor,
    PostForm(form): PostForm<SignInForm>,
    session: Session,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let typed = form.clone();
    let SignIn { email, password } = match form.parse() {
        Ok(sign_in) => sign_in,
        Err(form) => return ui.refuse(&SignInPage { form, refused: false }),
    };
    let desk = SystemViewer::for_visitor(visitor.studio.id, "sign-in desk", visitor.origin.clone());
    let address = email.clone();
    let found = db
        .read(&desk, move |tx| match &address {
            Some(address) => passwords::at_the_door(tx, address),
            None => Ok(None),
        })
        .await?;
    let hash = found.as_ref().and_then(|(_, lock)| Some(lock.as_ref()?.hash.clone()));
    let fits = password::verify(Pepper::of(&config), password, hash.clone()).await?;
    let opened = db
        .write(&desk, move |tx| {
            let user = found.map(|(user, _)| user);
            let judged = settle(tx, user.as_ref(), hash.as_deref(), fits)?;
            let about = user.as_ref().map(|user| ("user", user.id.uuid()));
            let masked = email.as_ref().map(rules::masked);
            match (judged, user) {
                (Ok(()), Some(user)) => {
                    audit::record_as(tx, Some(user.id), "session.opened", about, json!({}))?;
                    Ok(Some((user.id, user.role())))
                }
                (refusal, _) => {
                    let reason = refusal.err().unwrap_or(Refusal::Unknown).code();
                    tracing::warn!(target: "security", event = "session.refused", reason, address = tx.origin.address);
                    audit::record(tx, "session.refused", about, json!({ "address": masked, "reason": reason }))?;
                    Ok(None::<(UserId, Role)>)
                }
            }
        })
        .await?;
    let Some((user, role)) = opened else {
        return ui.refuse(&SignInPage { form: typed.refused(Faults::default()), refused: true });
    };
    session::sign_in(&session, visitor.studio.id, user, role, &visitor.origin)?;
    ui.go_to_saying(urls::local(&typed.next), "accounts-said-signed-in")
}

/// Judges a try by the password's row as it is now, and keeps count. A password changed since it was read does not fit.
fn settle(
    tx: &mut Tx,
    user: Option<&User>,
    read: Option<&str>,
    fits: bool,
) -> AppResult<Result<(), Refusal>> {
    let Some(user) = user else { return Ok(Err(Refusal::Unknown)) };
    let Some(lock) = passwords::lock(tx, user.id)? else { return Ok(Err(Refusal::NotActive)) };
    let fits = fits && read == Some(lock.hash.as_str());
    let judged = rules::judge(user.state, lock.locked_until, fits, tx.now);
    match judged {
        Ok(()) => passwords::forget_failures(tx, user.id)?,
        Err(Refusal::WrongPassword) => passwords::count_failure(tx, user.id, &lock)?,
        Err(_) => {}
    }
    Ok(judged)
}

/// Signs out, here and on the server, and has the browser forget what it kept.
pub async fn end(visitor: Visitor, session: Session, db: Data<Db>, ui: Ui) -> AppResult {
    if let Some(viewer) = &visitor.viewer {
        let about = ("user", viewer.user.uuid());
        db.write(viewer, move |tx| audit::record(tx, "session.closed", Some(about), json!({}))).await?;
    }
    session::sign_out(&session);
    let mut response = ui.go_to_saying(urls::SIGN_IN, "accounts-said-signed-out")?;
    let forget = actix_web::http::header::HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), forget);
    Ok(response)
}

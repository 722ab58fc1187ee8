//! In and out.

use actix_session::Session;
use actix_web::{http::header::HeaderName, web::Data};
use serde::Deserialize;
use serde_json::json;

use crate::{
    accounts::{
        arrival::{self, Way},
        forms::{SignIn, SignInForm},
        pages::SignInPage,
        password::{self, Pepper},
        queries::{self, passwords, places},
        rehash,
        rules::Refusal,
    },
    audit,
    config::Config,
    db::Db,
    error::AppResult,
    kernel::Asked,
    urls,
    web::{
        Button, Faults, Filled, PostForm, Ui, UrlQuery, Visitor,
        browser::Browser,
        session::{self, Entrance, Stage},
    },
};

/// Where to go on to.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OnTo {
    pub next: Asked,
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
    browser: Browser,
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
    let system = visitor.as_system("sign-in desk");
    let address = email.clone();
    let found = db
        .read(&system, move |tx| match &address {
            Some(address) => passwords::for_sign_in(tx, address),
            None => Ok(None),
        })
        .await?;
    let read = found.as_ref().and_then(|(_, lock)| Some(lock.as_ref()?.kept.clone()));
    let hashed = read.as_ref().map(|kept| kept.hashed.clone());
    let fits = password::verify(Pepper::of(&config), password.clone(), hashed).await?;
    let (known, kept) = (browser.clone(), read.clone());
    let opened = db
        .write(&system, move |tx| {
            // Looked at anew under a lock: nothing of them changes until they are in.
            let user = found.map(|(user, _)| places::held(tx, user.id)).transpose()?;
            let judged = match &user {
                Some(user) => arrival::judge(tx, user, &known, kept.as_ref(), fits)?,
                None => Err(Refusal::Unknown),
            };
            let about = user.as_ref().map(|user| ("user", user.id.uuid()));
            match (judged, user) {
                (Ok(()), Some(user)) => {
                    let stage = arrival::stage(tx, &user, Way::Password)?;
                    audit::record_as(tx, Some(user.id), "session.opened", about, json!({ "stage": stage }))?;
                    let device = match stage {
                        Stage::Whole => Some(arrival::trust_device(tx, &user, &known)?),
                        _ => arrival::half_way(tx, &user, &known)?,
                    };
                    let entrance =
                        Entrance { user: user.id, role: user.role(), stage, device, voucher: None };
                    Ok(Some((user.id, stage, session::open(tx, &entrance)?)))
                }
                (refusal, _) => {
                    let reason = refusal.err().unwrap_or(Refusal::Unknown).code();
                    let mut facts = match &email {
                        Some(email) => queries::told_of_address(tx, email)?,
                        None => json!({ "address": null }),
                    };
                    facts["reason"] = json!(reason);
                    audit::record(tx, "session.refused", about, facts)?;
                    Ok(None)
                }
            }
        })
        .await?;
    let Some((user, stage, opened)) = opened else {
        return ui.refuse(&SignInPage { form: typed.refused(Faults::default()), refused: true });
    };
    if let Some(read) = read {
        rehash::rehash_if_outdated(&db, &system, Pepper::of(&config), user, read, password).await;
    }
    session::sign_in(&session, &opened)?;
    match stage {
        Stage::Whole => {}
        Stage::Factor => return ui.go_to(urls::factor_and_on_to(urls::local(&typed.next))),
        Stage::Enrolment => return ui.go_to(urls::ENROLMENT),
    }
    browser.remember(ui.go_to_saying(urls::local(&typed.next), "accounts-said-signed-in")?)
}

/// Signs out, here and on the server, and has the browser forget what it kept.
pub async fn end(visitor: Visitor, _: Button, session: Session, db: Data<Db>, ui: Ui) -> AppResult {
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

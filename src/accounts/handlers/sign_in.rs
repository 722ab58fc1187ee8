//! Signing in with a password, and signing out.

use actix_session::Session;
use actix_web::{
    HttpRequest,
    http::header::{HeaderName, HeaderValue},
};
use serde::Deserialize;

use super::entering::let_in;
use crate::{
    accounts::{
        actions::{self, Attempt},
        forms::{SignIn, SignInForm, SignInText},
        pages::SignInPage,
        password::Pepper,
        queries::passwords,
        verify,
    },
    config::Config,
    kernel::Asked,
    web::{browser::Browser, prelude::*, session},
};

/// Where to go after signing in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NextQuery {
    pub next: Asked,
}

/// The same, in a form.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NextForm {
    pub next: Asked,
}

/// The sign-in page. A visitor who is already signed in is redirected.
pub async fn show(visitor: Visitor, UrlQuery(to): UrlQuery<NextQuery>, ui: Ui) -> AppResult {
    let next = ui.on_to(urls::local(&to.next));
    if visitor.viewer.is_some() {
        return ui.forgetting_on_to(ui.go_to(next)?);
    }
    let form = SignInText { next: next.to_owned(), ..SignInText::default() };
    // Remembered for a user who next follows a link from a mail, or has to enrol a factor.
    ui.keeping_on_to(ui.page(&SignInPage { form: form.into(), refused: false })?, next)
}

/// Signs in. All refusals look the same and take the same time, whatever the reason.
pub async fn create(
    visitor: Visitor,
    browser: Browser,
    PostForm(mut form): PostForm<SignInForm>,
    session: Session,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let Some(SignIn { email, password }) = form.parse() else {
        return ui.refuse(&SignInPage { form, refused: false });
    };
    let (system, pepper) = (visitor.as_system("sign-in desk"), Pepper::of(&config));
    let address = email.clone();
    let found = db.read(&system, move |tx| passwords::for_sign_in(tx, address.as_ref())).await?;
    let (user, read) = found.unzip();
    let compared = verify::compare(&pepper, &password, read.flatten()).await?;
    let (attempt, known) = (Attempt { email, user, compared: compared.clone() }, browser.digest());
    let Some((user, admitted)) = db.write(&system, move |tx| actions::sign_in(tx, &attempt, known)).await?
    else {
        return ui.refuse(&SignInPage { form, refused: true });
    };
    verify::rehash_if_outdated(&db, &system, pepper, user, compared, &password).await;
    let_in(&ui, &session, &browser, &admitted, urls::local(form.next.typed()), "accounts-said-signed-in")
}

/// Signs out, here and on the server, and has the browser clear what it stored.
pub async fn end(
    visitor: Visitor,
    _: Button,
    request: HttpRequest,
    session: Session,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    // A user who still owes a factor, or whose network is not allowed, is not a viewer, but has a session that must
    // end.
    if let Ok((sign_in, _)) = session::sign_in(&request, visitor.studio.id) {
        let system = visitor.as_system("sign-in desk");
        db.write(&system, move |tx| actions::sign_out(tx, &sign_in)).await?;
    }
    session::sign_out(&session);
    let mut response = ui.forgetting_on_to(ui.go_to_saying(urls::SIGN_IN, "accounts-said-signed-out")?)?;
    let forget = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), forget);
    Ok(response)
}

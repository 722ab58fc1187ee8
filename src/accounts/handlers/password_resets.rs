//! Resetting a forgotten password, by a link to the address on file.

use actix_web::{http::StatusCode, web::Path};

use crate::{
    access::SystemViewer,
    accounts::{
        actions,
        forms::{ForgottenForm, NewPasswordForm},
        model::{Company, User},
        pages::{Asked, Forgotten, Gone, NewPassword},
        password::{self, Pepper},
        queries::{self, links},
        rules::Purpose,
    },
    config::Config,
    kernel::Token,
    tenancy::Studios,
    web::{browser::Browser, prelude::*, throttle::neighbourhood},
};

fn as_system(visitor: &Visitor) -> SystemViewer {
    visitor.as_system("password desk")
}

/// The form for requesting a link.
pub async fn new(ui: Ui) -> AppResult {
    ui.page(&Forgotten { form: ForgottenForm::default() })
}

/// Mails a link if there is an account, and shows the same page in either case.
pub async fn create(
    visitor: Visitor,
    browser: Browser,
    PostForm(mut form): PostForm<ForgottenForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let Some(email) = form.parse() else { return ui.refuse(&Forgotten { form }) };
    let base_url = studios.base_url(visitor.studio.id).await?;
    let (known, network) = (browser.digest(), neighbourhood(&visitor.origin.address));
    let request = move |tx: &mut Tx| actions::request_reset(tx, &email, known, network, &base_url);
    db.write(&as_system(&visitor), request).await?;
    ui.page(&Asked { mail_leaves: ui.mail_leaves() })
}

/// The form for the new password, or a notice that the link is no longer valid.
pub async fn show(visitor: Visitor, token: Path<String>, db: Data<Db>, ui: Ui) -> AppResult {
    match find(&visitor, &token, &db).await? {
        Some((token, user, _)) => ui.page(&page(&token, &user, NewPasswordForm::default())),
        None => gone(&ui),
    }
}

/// Sets the new password and ends every session. The user then signs in, with any second factor that requires. This
/// browser becomes a known one.
pub async fn update(
    visitor: Visitor,
    token: Path<String>,
    browser: Browser,
    PostForm(mut form): PostForm<NewPasswordForm>,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let Some((token, user, company)) = find(&visitor, &token, &db).await? else { return gone(&ui) };
    let Some(password) = form.parse(&user, &company) else {
        return ui.refuse(&page(&token, &user, form));
    };
    let hash = password::hash(Pepper::of(&config), password).await?;
    let known = browser.digest();
    let reset = move |tx: &mut Tx| actions::reset_password(tx, &user, &token, &hash, known);
    let set = db.write(&as_system(&visitor), reset).await?;
    if set { browser.remember(ui.go_to_saying(urls::SIGN_IN, "accounts-said-reset")?) } else { gone(&ui) }
}

async fn find(visitor: &Visitor, token: &str, db: &Db) -> AppResult<Option<(Token, User, Company)>> {
    let Ok(token) = token.parse::<Token>() else { return Ok(None) };
    db.read(&as_system(visitor), move |tx| {
        let Some(user) = links::bearer(tx, &token, Purpose::PasswordReset)? else { return Ok(None) };
        let company = queries::company(tx, user.role())?;
        Ok(Some((token, user, company)))
    })
    .await
}

fn page(token: &Token, user: &User, form: NewPasswordForm) -> NewPassword {
    NewPassword {
        email: user.email.to_string(),
        action: urls::password_reset(token).expose().to_owned(),
        form,
    }
}

fn gone(ui: &Ui) -> AppResult {
    ui.answer(StatusCode::GONE, &Gone { text: "accounts-gone-reset", again: true })
}

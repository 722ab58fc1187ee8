//! One's own account: name, language, time zone, appearance, password.

use actix_session::Session;
use actix_web::{
    cookie::{Cookie, SameSite, time::Duration},
    web::Data,
};
use serde_json::json;

use crate::{
    access::{Role, SignIn, Viewer},
    accounts::kinds::AuditKind,
    accounts::{
        arrival,
        forms::{ChangePasswordForm, ProfileForm},
        mail,
        model::{Company, Hashed, Kept, Profile, User},
        pages::{Account, ChangePassword},
        password::{self, Pepper},
        queries::{self, passwords},
    },
    audit,
    config::{Config, WebConfig},
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::ids::UserId,
    urls,
    web::{
        Fault, Faults, Filled, PostForm, Ui,
        browser::Browser,
        session::{self, Opened},
    },
};

/// The account.
pub async fn show(viewer: Viewer, db: Data<Db>, ui: Ui) -> AppResult {
    let id = viewer.user;
    let user = db.read(&viewer, move |tx| queries::user(tx, id)).await?;
    ui.page(&Account::new(&viewer, Filled::of(ProfileForm::of(&user))))
}

/// Keeps name, language, time zone and appearance.
pub async fn update(
    viewer: Viewer,
    PostForm(form): PostForm<ProfileForm>,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let profile = match form.parse() {
        Ok(profile) => profile,
        Err(form) => return ui.refuse(&Account::new(&viewer, form)),
    };
    let (id, theme) = (viewer.user, theme_here(&config.web, &profile));
    db.write(&viewer, move |tx| queries::keep_profile(tx, id, &profile)).await?;
    let mut response = ui.go_to_saying(urls::ACCOUNT, "accounts-said-saved")?;
    response.add_cookie(&theme).map_err(AppError::internal)?;
    Ok(response)
}

/// The choice made last on this device, which counts before the account's; the menu's switch writes the same cookie.
fn theme_here(web: &WebConfig, profile: &Profile) -> Cookie<'static> {
    Cookie::build("theme", profile.theme.clone().unwrap_or_else(|| "auto".to_owned()))
        .path("/")
        .secure(web.https())
        .same_site(SameSite::Lax)
        .max_age(Duration::days(365))
        .finish()
}

/// The form for another password.
pub async fn show_password(viewer: Viewer, ui: Ui) -> AppResult {
    ui.page(&ChangePassword { email: viewer.email.clone(), faults: Faults::default() })
}

/// Changes the password of who knows the old one, and ends their other sessions.
pub async fn change_password(
    viewer: Viewer,
    browser: Browser,
    PostForm(form): PostForm<ChangePasswordForm>,
    session: Session,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let (id, role, here) = (viewer.user, viewer.role, viewer.came_with());
    let system = viewer.as_system("password desk");
    let (user, company, read) = db.read(&system, move |tx| keys(tx, id, role)).await?;
    let refuse = |faults| ui.refuse(&ChangePassword { email: viewer.email.clone(), faults });
    let password = match form.parse(&user, &company) {
        Ok(password) => password,
        Err(faults) => return refuse(faults),
    };
    let pepper = Pepper::of(&config);
    let hashed = read.as_ref().map(|kept| kept.hashed.clone());
    let fits = password::verify(pepper.clone(), form.current, hashed).await?;
    let hash = password::hash(pepper, password).await?;
    let person = user.clone();
    let changed =
        db.write(&system, move |tx| change(tx, &person, &browser, read.as_ref(), fits, &hash, &here)).await?;
    let Some(renewed) = changed else {
        return refuse(Faults::one("current", Fault::new("accounts-fault-password-wrong")));
    };
    session::go_on(&session, &renewed)?;
    ui.go_to_saying(urls::ACCOUNT_SECURITY, "accounts-said-password")
}

fn keys(tx: &mut Tx, id: UserId, role: Role) -> AppResult<(User, Company, Option<Kept>)> {
    let (user, company) = (queries::user(tx, id)?, queries::company(tx, role)?);
    Ok((user, company, passwords::kept(tx, id)?))
}

/// Changes the password, and lets the session go on; none, where the old one was wrong. A wrong one counts as it does at sign-in: a borrowed session is no way to guess on.
fn change(
    tx: &mut Tx,
    user: &User,
    browser: &Browser,
    read: Option<&Kept>,
    fits: bool,
    hash: &Hashed,
    here: &SignIn,
) -> AppResult<Option<Opened>> {
    if arrival::judge(tx, user, browser, read, fits)?.is_err() {
        return Ok(None);
    }
    passwords::keep_password(tx, user.id, hash)?;
    session::end_others(tx, user.id, here.session)?;
    mail::password_changed(tx, user)?;
    audit::record_as(tx, Some(user.id), AuditKind::PasswordChanged, user.id, json!({}))?;
    session::complete_authentication(tx, here, None).map(Some)
}

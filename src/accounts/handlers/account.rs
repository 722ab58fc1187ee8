//! The user's own account: name, language, time zone, appearance, password.

use actix_session::Session;
use actix_web::cookie::{Cookie, SameSite, time::Duration};

use crate::{
    access::Role,
    accounts::{
        actions,
        forms::{ChangePasswordForm, ProfileForm, ProfileText},
        model::{Company, Profile, StoredPassword, User},
        pages::{Account, ChangePassword},
        password::{self, Pepper},
        queries::{self, passwords},
        verify,
    },
    config::{Config, WebConfig},
    kernel::ids::UserId,
    web::{browser::Browser, prelude::*, session},
};

/// The account page.
pub async fn show(viewer: Viewer, db: Data<Db>, ui: Ui) -> AppResult {
    let id = viewer.user;
    let user = db.read(&viewer, move |tx| queries::user(tx, id)).await?;
    ui.page(&Account::new(&viewer, ProfileText::of(&user).into()))
}

/// Saves name, language, time zone and appearance.
pub async fn update(
    viewer: Viewer,
    PostForm(mut form): PostForm<ProfileForm>,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    if viewer.origin.only_shows {
        return ui.conflict(&Account::new(&viewer, form.given_back(|form| &mut form.name)));
    }
    let Some(profile) = form.parse() else { return ui.refuse(&Account::new(&viewer, form)) };
    let (id, theme) = (viewer.user, theme_here(&config.web, &profile));
    db.write(&viewer, move |tx| actions::save_profile(tx, id, &profile)).await?;
    let mut response = ui.go_to_saying(urls::ACCOUNT, "accounts-said-saved")?;
    response.add_cookie(&theme).map_err(AppError::internal)?;
    Ok(response)
}

/// The latest choice on this device, which takes precedence over the account's. The switch in the menu writes the same
/// cookie.
fn theme_here(web: &WebConfig, profile: &Profile) -> Cookie<'static> {
    Cookie::build("theme", profile.theme.clone().unwrap_or_else(|| "auto".to_owned()))
        .path("/")
        .secure(web.https())
        .same_site(SameSite::Lax)
        .max_age(Duration::days(365))
        .finish()
}

/// The form for changing the password.
pub async fn show_password(viewer: Viewer, ui: Ui) -> AppResult {
    ui.page(&ChangePassword { email: viewer.email.clone(), form: ChangePasswordForm::default() })
}

/// Changes the password, given the current one. Ends the user's other sessions, and voids links mailed before.
pub async fn change_password(
    viewer: Viewer,
    browser: Browser,
    PostForm(mut form): PostForm<ChangePasswordForm>,
    session: Session,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let (id, role, sign_in) = (viewer.user, viewer.role, viewer.came_with());
    let system = viewer.as_system("password desk");
    let (user, company, read) = db.read(&system, move |tx| to_change(tx, id, role)).await?;
    let refuse = |form| ui.refuse(&ChangePassword { email: viewer.email.clone(), form });
    let Some((current, password)) = form.parse(&user, &company) else { return refuse(form) };
    let pepper = Pepper::of(&config);
    let compared = verify::compare(&pepper, &current, read).await?;
    let (hash, known) = (password::hash(pepper, password).await?, browser.digest());
    let change = move |tx: &mut Tx| actions::change_password(tx, &sign_in, known, &compared, &hash);
    let Some(changed) = db.write(&system, change).await? else {
        let fault = Fault::new("accounts-fault-password-wrong");
        return refuse(form.refused(|form| &mut form.current, fault));
    };
    session::set_cookie(&session, &changed.cookie)?;
    let said = if changed.address_change_voided {
        "accounts-said-password-not-address"
    } else {
        "accounts-said-password"
    };
    ui.go_to_saying(urls::ACCOUNT_SECURITY, said)
}

fn to_change(tx: &mut Tx, id: UserId, role: Role) -> AppResult<(User, Company, Option<StoredPassword>)> {
    Ok((queries::user(tx, id)?, queries::company(tx, role)?, passwords::stored(tx, id)?))
}

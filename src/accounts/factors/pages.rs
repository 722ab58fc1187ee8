//! The pages about second factors.

use askama::Template;
use chrono::{DateTime, Utc};

use super::{
    forms::{CodeForm, ConfirmationForm, PasskeyForm},
    model::Passkey,
    picture::Picture,
    rules::{FEW_LEFT, Held, Policy},
};
use crate::{
    accounts::model::User,
    web::{filters, titled},
};

titled! {
    FactorPage = "factors-step-title";
    EnrolmentPage = "factors-enrolment-title";
    SecurityPage = "accounts-tab-security";
    AppPage = "factors-app-title";
    RecoveryPage = "factors-recovery-title";
    CodesPage = "factors-recovery-title";
    RemovalPage = "factors-removal-title";
    ResetPage = "factors-reset-title";
    PasskeyRefusedPage = "factors-passkey-refused-title";
}

/// Asks who knows the password for their second factor.
#[derive(Template)]
#[template(path = "accounts/factors/step.html")]
pub struct FactorPage {
    pub held: Held,
    pub form: CodeForm,
}

/// Asks who must have a second factor, and has none, to set one up.
#[derive(Template)]
#[template(path = "accounts/factors/enrolment.html")]
pub struct EnrolmentPage {
    pub form: PasskeyForm,
}

/// What protects one's account.
#[derive(Template)]
#[template(path = "accounts/factors/security.html")]
pub struct SecurityPage {
    pub held: Held,
    pub passkeys: Vec<Passkey>,
    pub policy: Policy,
    /// Whether a second factor is asked of this person.
    pub asked: bool,
    /// The form for another passkey.
    pub form: PasskeyForm,
}

/// An app that is being set up: the one time its secret is shown.
#[derive(Template)]
#[template(path = "accounts/factors/app.html")]
pub struct AppPage {
    pub picture: Picture,
    /// What the picture says: an app on the same device opens it.
    pub uri: String,
    pub key: String,
    /// Whether a sign-in waits for it.
    pub signing_in: bool,
    pub form: ConfirmationForm,
}

/// What recovery codes are for, and how many are left.
#[derive(Template)]
#[template(path = "accounts/factors/recovery.html")]
pub struct RecoveryPage {
    pub left: i64,
    /// When those that are left were made, and shown.
    pub made_at: Option<DateTime<Utc>>,
    /// Where its reader goes on to: where they wanted to go when they signed in, else their account.
    pub on_to: String,
}

/// New recovery codes: the one time they are shown.
#[derive(Template)]
#[template(path = "accounts/factors/codes.html")]
pub struct CodesPage {
    pub codes: Vec<String>,
    /// The same as a text file, in its address.
    pub file: String,
    /// Where its reader goes on to.
    pub on_to: String,
}

/// Asks before a factor is taken away.
#[derive(Template)]
#[template(path = "accounts/factors/removal.html")]
pub struct RemovalPage {
    /// The passkey's name; the app has none.
    pub passkey: Option<String>,
    pub action: String,
}

/// Asks an admin before somebody's factors are taken away.
#[derive(Template)]
#[template(path = "accounts/factors/reset.html")]
pub struct ResetPage {
    pub person: User,
    pub held: Held,
}

/// Says that a passkey did not open the portal.
#[derive(Template)]
#[template(path = "accounts/factors/passkey_refused.html")]
pub struct PasskeyRefusedPage;

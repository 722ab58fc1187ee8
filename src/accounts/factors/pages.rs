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

/// Asks a user who has entered their password for the second factor.
#[derive(Template)]
#[template(path = "accounts/factors/step.html")]
pub struct FactorPage {
    pub held: Held,
    pub form: CodeForm,
}

/// Asks a user who must have a second factor, and has none, to set one up.
#[derive(Template)]
#[template(path = "accounts/factors/enrolment.html")]
pub struct EnrolmentPage {
    pub form: PasskeyForm,
}

/// The security of the user's own account.
#[derive(Template)]
#[template(path = "accounts/factors/security.html")]
pub struct SecurityPage {
    pub held: Held,
    pub passkeys: Vec<Passkey>,
    pub policy: Policy,
    /// Whether the user must have a second factor.
    pub asked: bool,
    /// The form for adding a passkey.
    pub form: PasskeyForm,
}

/// Setting up an app: the only page that shows its secret.
#[derive(Template)]
#[template(path = "accounts/factors/app.html")]
pub struct AppPage {
    pub picture: Picture,
    /// The content of the QR code, for an app on the same device to open.
    pub uri: String,
    pub key: String,
    /// Whether this is part of a sign-in.
    pub signing_in: bool,
    pub form: ConfirmationForm,
}

/// What recovery codes are for, and how many are left.
#[derive(Template)]
#[template(path = "accounts/factors/recovery.html")]
pub struct RecoveryPage {
    pub left: i64,
    /// When the remaining ones were created, and shown.
    pub made_at: Option<DateTime<Utc>>,
    /// Where the page continues to: the page the user wanted when signing in, or otherwise their account.
    pub on_to: String,
}

/// New recovery codes: the only page that shows them.
#[derive(Template)]
#[template(path = "accounts/factors/codes.html")]
pub struct CodesPage {
    pub codes: Vec<String>,
    /// The codes as a text file, in a data URL.
    pub file: String,
    /// Where the page continues to.
    pub on_to: String,
}

/// The confirmation before a factor is removed.
#[derive(Template)]
#[template(path = "accounts/factors/removal.html")]
pub struct RemovalPage {
    /// The passkey's name; `None` for the app.
    pub passkey: Option<String>,
    pub action: String,
}

/// The confirmation before an admin removes a user's factors.
#[derive(Template)]
#[template(path = "accounts/factors/reset.html")]
pub struct ResetPage {
    pub person: User,
    pub held: Held,
}

/// The page for a refused passkey.
#[derive(Template)]
#[template(path = "accounts/factors/passkey_refused.html")]
pub struct PasskeyRefusedPage;

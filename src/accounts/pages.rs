//! The room's pages.

use askama::Template;

use super::{
    browser,
    forms::{ForgottenForm, InvitationForm, ProfileForm, ProofForm, SignInForm},
    model::{Entry, State, User},
    password,
    queries::sessions::Open,
};
use crate::{
    access::{Asks, Viewer},
    kernel::{
        Locale, Zone,
        ids::{SessionId, UserId},
    },
    urls,
    web::{Faults, Filled, Page, filters},
    words::Words,
};

macro_rules! titled {
    ($($page:ty = $key:literal;)*) => {$(
        impl Page for $page {
            fn title(&self, words: &Words) -> String {
                words.text($key)
            }
        }
    )*};
}

titled! {
    SignInPage = "accounts-sign-in";
    Welcome = "accounts-invitation-title";
    Gone = "accounts-gone-title";
    Forgotten = "accounts-forgotten-title";
    Asked = "accounts-asked-title";
    NewPassword = "accounts-reset-title";
    Account = "accounts-account-title";
    People = "accounts-people-title";
    InviteStaff = "accounts-invite-title";
    Closing = "accounts-close-title";
    ProofPage = "accounts-proof-title";
    Sessions = "accounts-sessions-title";
}

/// The sign-in page.
#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
pub struct SignInPage {
    pub form: Filled<SignInForm>,
    /// Whether the last try was refused.
    pub refused: bool,
}

/// What an invitation's link shows.
#[derive(Template)]
#[template(path = "accounts/invitation.html")]
pub struct Welcome {
    pub name: String,
    pub email: String,
    /// The client they are invited to, or the studio.
    pub company: String,
    pub action: String,
    pub faults: Faults,
}

/// What a link shows that no longer works, or never did.
#[derive(Template)]
#[template(path = "accounts/gone.html")]
pub struct Gone {
    pub text: &'static str,
    /// Whether a new one can be asked for here.
    pub again: bool,
}

/// The form for a link to a new password.
#[derive(Template)]
#[template(path = "accounts/forgotten.html")]
pub struct Forgotten {
    pub form: Filled<ForgottenForm>,
}

/// What is said to everyone who asked for such a link.
#[derive(Template)]
#[template(path = "accounts/asked.html")]
pub struct Asked;

/// What a link to a new password shows.
#[derive(Template)]
#[template(path = "accounts/new_password.html")]
pub struct NewPassword {
    pub email: String,
    pub action: String,
    pub faults: Faults,
}

/// One's own account.
#[derive(Template)]
#[template(path = "accounts/account.html")]
pub struct Account {
    pub email: String,
    /// The client's page, for who belongs to one.
    pub company: Option<String>,
    pub form: Filled<ProfileForm>,
    pub password_faults: Faults,
    pub locales: [Locale; 2],
    pub zones: Vec<&'static str>,
}

impl Account {
    /// The page with its two forms.
    pub fn new(viewer: &Viewer, form: Filled<ProfileForm>, password_faults: Faults) -> Self {
        let company = viewer.scope().client().map(urls::client);
        let email = viewer.email.clone();
        Self { email, company, form, password_faults, locales: Locale::ALL, zones: Zone::names().collect() }
    }
}

/// The studio's people, or its clients'.
#[derive(Template)]
#[template(path = "accounts/people.html")]
pub struct People {
    pub people: Vec<Entry>,
    pub of_clients: bool,
    pub me: UserId,
    pub older: String,
}

/// The form to invite someone to work in the studio.
#[derive(Template)]
#[template(path = "accounts/invite.html")]
pub struct InviteStaff {
    pub form: Filled<InvitationForm>,
}

/// Asks before an account is closed.
#[derive(Template)]
#[template(path = "accounts/closing.html")]
pub struct Closing {
    pub person: User,
}

/// Asks for the password once more.
#[derive(Template)]
#[template(path = "accounts/proof.html")]
pub struct ProofPage {
    pub email: String,
    pub form: Filled<ProofForm>,
}

/// Where one is signed in.
#[derive(Template)]
#[template(path = "accounts/sessions.html")]
pub struct Sessions {
    pub rows: Vec<SessionRow>,
}

/// One sign-in.
pub struct SessionRow {
    pub open: Open,
    /// Empty where the browser is none we know.
    pub browser: &'static str,
    pub system: &'static str,
    /// Whether it is the one that asks.
    pub here: bool,
}

impl SessionRow {
    /// A sign-in as seen from another, or from itself.
    pub fn of(open: Open, here: SessionId) -> Self {
        let (browser, system) = browser::in_words(&open.agent);
        Self { browser, system, here: open.id == here, open }
    }
}

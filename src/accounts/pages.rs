//! The room's pages.

use askama::Template;

use super::{
    factors::{ProofCodeForm, rules::Held},
    forms::{
        ChangePasswordForm, EmailForm, ForgottenForm, InvitationForm, NewPasswordForm, NotificationForm,
        PlaceForm, PlaceText, ProfileForm, ProofForm, RegistrationForm, SignInForm,
    },
    model::{Company, Entry, State, User},
    password,
    queries::sessions::Open,
    rules::Pace,
};
use crate::{
    access::{Asks, Viewer},
    kept_forms::KeptForm,
    kernel::{
        EmailAddress, Locale, Zone, agent,
        ids::{BlobId, SessionId, UserId},
    },
    urls,
    web::{Fault, Labels, Page, filters, kept::Kept, labels::read_out, titled},
    words::Words,
};

titled! {
    SignInPage = "accounts-sign-in";
    Welcome = "accounts-invitation-title";
    Gone = "accounts-gone-title";
    NobodyJoins = "accounts-nobody-joins-title";
    Forgotten = "accounts-forgotten-title";
    Asked = "accounts-asked-title";
    NewPassword = "accounts-reset-title";
    Account = "accounts-account-title";
    ChangePassword = "accounts-password-change";
    People = "accounts-people-title";
    InviteStaff = "accounts-invite-title";
    Closing = "accounts-close-title";
    ProofPage = "accounts-proof-title";
    Sessions = "accounts-sessions-title";
    Place = "accounts-role-title";
    Team = "accounts-team-title";
    Register = "accounts-register-title";
    RegisterAsked = "accounts-asked-title";
    ChangeEmail = "accounts-change-title";
    EmailAnswer = "accounts-change-question";
    EmailAnswered = "accounts-change-thanks";
    Notifications = "accounts-notify-title";
    Picture = "accounts-picture";
    InvitationLink = "accounts-link-title";
}

/// The sign-in page.
#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
pub struct SignInPage {
    pub form: SignInForm,
    /// Whether the last attempt was refused.
    pub refused: bool,
}

/// The page that an invitation's link opens.
#[derive(Template)]
#[template(path = "accounts/invitation.html")]
pub struct Welcome {
    pub name: String,
    pub email: String,
    pub action: String,
    pub form: NewPasswordForm,
}

/// The page for a link that is not valid, or no longer.
#[derive(Template)]
#[template(path = "accounts/gone.html")]
pub struct Gone {
    pub text: &'static str,
    /// Whether the visitor can request a new link here.
    pub again: bool,
}

/// The page for a link to join a client that is archived.
#[derive(Template)]
#[template(path = "accounts/nobody_joins.html")]
pub struct NobodyJoins {
    pub company: String,
}

impl NobodyJoins {
    /// The page for the client that the company names.
    pub fn of(company: Company) -> Self {
        Self { company: company.client.unwrap_or(company.studio) }
    }
}

/// The form for requesting a password reset link.
#[derive(Template)]
#[template(path = "accounts/forgotten.html")]
pub struct Forgotten {
    pub form: ForgottenForm,
}

/// The response to every request for such a link, whether or not the account exists.
#[derive(Template)]
#[template(path = "accounts/asked.html")]
pub struct Asked {
    /// Whether the portal can send mail.
    pub mail_leaves: bool,
}

/// The page that a password reset link opens.
#[derive(Template)]
#[template(path = "accounts/new_password.html")]
pub struct NewPassword {
    pub email: String,
    pub action: String,
    pub form: NewPasswordForm,
}

/// The user's own account.
#[derive(Template)]
#[template(path = "accounts/account.html")]
pub struct Account {
    pub name: String,
    pub email: String,
    pub picture: Option<BlobId>,
    /// The client's page, for a user who belongs to a client.
    pub company: Option<String>,
    pub form: ProfileForm,
    pub locales: [Locale; 2],
    pub zones: Vec<&'static str>,
}

impl Account {
    /// The page for the viewer's account.
    pub fn new(viewer: &Viewer, form: ProfileForm) -> Self {
        Self {
            name: viewer.name.clone(),
            email: viewer.email.clone(),
            picture: viewer.avatar,
            company: viewer.scope().client().map(urls::client),
            form,
            locales: Locale::ALL,
            zones: Zone::names().collect(),
        }
    }
}

/// The form for changing one's own password.
#[derive(Template)]
#[template(path = "accounts/password.html")]
pub struct ChangePassword {
    pub email: String,
    pub form: ChangePasswordForm,
}

/// The studio's people, or its clients' people.
#[derive(Template)]
#[template(path = "accounts/people.html")]
pub struct People {
    pub people: Vec<Entry>,
    pub of_clients: bool,
    pub me: UserId,
    pub older: String,
}

/// The form for inviting someone to work in the studio.
#[derive(Template)]
#[template(path = "accounts/invite.html")]
pub struct InviteStaff {
    pub form: InvitationForm,
}

/// The confirmation before an account is closed.
#[derive(Template)]
#[template(path = "accounts/closing.html")]
pub struct Closing {
    pub person: User,
    pub back: String,
    pub action: String,
}

/// One user's account, for admins.
#[derive(Template)]
#[template(path = "accounts/person.html")]
pub struct Person {
    pub entry: Entry,
    /// How many sessions are open.
    pub sessions: i64,
    /// Whether the user has a second factor.
    pub has_factor: bool,
    pub me: UserId,
}

impl Page for Person {
    fn title(&self, _: &Words) -> String {
        self.entry.user.name.clone()
    }
}

/// The form for another role in the studio, or another standing in a client.
#[derive(Template)]
#[template(path = "accounts/place.html")]
pub struct Place {
    pub person: User,
    pub form: PlaceForm,
    pub back: String,
    pub action: String,
}

impl Place {
    /// The form, filled in with the user's current role.
    pub fn new(person: User, back: impl Into<String>, action: String) -> Self {
        let form = PlaceText { place: person.place().to_owned() };
        Self { person, form: form.into(), back: back.into(), action }
    }
}

/// The people of a client, for its managers.
#[derive(Template)]
#[template(path = "accounts/team.html")]
pub struct Team {
    pub people: Vec<User>,
    pub me: UserId,
    /// Whether the client is archived, so that no one new can join.
    pub archived: bool,
    pub invitation: String,
}

/// The form for registering with a client code.
#[derive(Template)]
#[template(path = "accounts/register.html")]
pub struct Register {
    pub form: RegistrationForm,
}

/// The response to everyone who entered a valid code.
#[derive(Template)]
#[template(path = "accounts/register_asked.html")]
pub struct RegisterAsked {
    /// Whether the portal can send mail.
    pub mail_leaves: bool,
}

/// The form for changing one's address.
#[derive(Template)]
#[template(path = "accounts/change_email.html")]
pub struct ChangeEmail {
    pub email: String,
    /// The address that was requested and is not confirmed yet.
    pub awaited: Option<EmailAddress>,
    pub form: EmailForm,
}

/// The confirmation that a mailed link about a change of address asks for.
#[derive(Template)]
#[template(path = "accounts/email_answer.html")]
pub struct EmailAnswer {
    pub old: String,
    pub new: String,
    pub action: String,
}

/// The outcome of the change.
#[derive(Template)]
#[template(path = "accounts/email_answered.html")]
pub struct EmailAnswered {
    pub text: &'static str,
}

/// The form for how soon the user is notified by mail, for each kind of news.
#[derive(Template)]
#[template(path = "accounts/notifications.html")]
pub struct Notifications {
    pub form: NotificationForm,
}

/// Asks for the password again.
#[derive(Template)]
#[template(path = "accounts/proof.html")]
pub struct ProofPage {
    pub email: String,
    pub form: ProofForm,
    /// Which factors the user could prove themselves with instead.
    pub held: Held,
    /// The form for a code.
    pub code: ProofCodeForm,
    /// Where the page goes back to if the user cancels.
    pub back: String,
}

/// The user's sessions.
#[derive(Template)]
#[template(path = "accounts/sessions.html")]
pub struct Sessions {
    pub rows: Vec<SessionRow>,
}

/// One session.
pub struct SessionRow {
    pub open: Open,
    /// Empty if the browser is not recognised.
    pub browser: &'static str,
    pub system: &'static str,
    /// Whether this is the session of the request.
    pub here: bool,
}

impl SessionRow {
    /// The row for a session; `here` is the session of the request.
    pub fn of(open: Open, here: SessionId) -> Self {
        let (browser, system) = agent::in_words(&open.agent);
        Self { browser, system, here: open.id == here, open }
    }
}

/// The form for the user's own picture.
#[derive(Template)]
#[template(path = "accounts/avatar.html")]
pub struct Picture {
    pub name: String,
    pub picture: Option<BlobId>,
    /// Why the uploaded picture was refused.
    pub fault: Option<Fault>,
}

impl Picture {
    /// The page for the viewer's picture.
    pub fn new(viewer: &Viewer, fault: Option<Fault>) -> Self {
        Self { name: viewer.name.clone(), picture: viewer.avatar, fault }
    }
}

/// The content of a form that could not be submitted yet, and the way back to the form.
#[derive(Template)]
#[template(path = "accounts/kept_form.html")]
pub struct KeptFormPage {
    /// The path of the form, which comes back filled in.
    pub action: String,
    pub fields: Vec<(String, String)>,
    pub kept: Kept,
    /// The content field by field, with the labels that the form's page uses. Shown so that nothing is lost if the form
    /// itself no longer exists.
    pub typed: Vec<(String, String)>,
}

impl KeptFormPage {
    /// The page for a stored form.
    pub fn of(form: &KeptForm, labels: Labels, kept: Kept, words: &Words, locale: Locale) -> Self {
        let fields: Vec<_> = url::form_urlencoded::parse(&form.fields).into_owned().collect();
        let typed = read_out(labels, &fields, words, locale);
        Self { action: format!("{}?{}", form.path, kept.query()), fields, kept, typed }
    }
}

impl Page for KeptFormPage {
    fn title(&self, words: &Words) -> String {
        words.text("accounts-kept-title")
    }
}

/// The link of an invitation that could not be mailed because no mail server is configured.
#[derive(Template)]
#[template(path = "accounts/invitation_link.html")]
pub struct InvitationLink {
    /// `None` if the link was shown before.
    pub link: Option<String>,
    /// The invited user.
    pub bearer: Option<User>,
    /// Where the page continues to.
    pub back: String,
}

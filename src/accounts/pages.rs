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
    /// Whether the last try was refused.
    pub refused: bool,
}

/// What an invitation's link shows.
#[derive(Template)]
#[template(path = "accounts/invitation.html")]
pub struct Welcome {
    pub name: String,
    pub email: String,
    pub action: String,
    pub form: NewPasswordForm,
}

/// What a link shows that no longer works, or never did.
#[derive(Template)]
#[template(path = "accounts/gone.html")]
pub struct Gone {
    pub text: &'static str,
    /// Whether a new one can be asked for here.
    pub again: bool,
}

/// A link to join a client that is archived.
#[derive(Template)]
#[template(path = "accounts/nobody_joins.html")]
pub struct NobodyJoins {
    pub company: String,
}

impl NobodyJoins {
    /// The page about a client.
    pub fn of(company: Company) -> Self {
        Self { company: company.client.unwrap_or(company.studio) }
    }
}

/// The form for a link to a new password.
#[derive(Template)]
#[template(path = "accounts/forgotten.html")]
pub struct Forgotten {
    pub form: ForgottenForm,
}

/// What is said to everyone who asked for such a link.
#[derive(Template)]
#[template(path = "accounts/asked.html")]
pub struct Asked {
    /// Whether mail leaves the portal.
    pub mail_leaves: bool,
}

/// What a link to a new password shows.
#[derive(Template)]
#[template(path = "accounts/new_password.html")]
pub struct NewPassword {
    pub email: String,
    pub action: String,
    pub form: NewPasswordForm,
}

/// One's own account.
#[derive(Template)]
#[template(path = "accounts/account.html")]
pub struct Account {
    pub name: String,
    pub email: String,
    pub picture: Option<BlobId>,
    /// The client's page, for who belongs to one.
    pub company: Option<String>,
    pub form: ProfileForm,
    pub locales: [Locale; 2],
    pub zones: Vec<&'static str>,
}

impl Account {
    /// The page for who looks at it.
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

/// The form for another password of one's own.
#[derive(Template)]
#[template(path = "accounts/password.html")]
pub struct ChangePassword {
    pub email: String,
    pub form: ChangePasswordForm,
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
    pub form: InvitationForm,
}

/// Asks before an account is closed.
#[derive(Template)]
#[template(path = "accounts/closing.html")]
pub struct Closing {
    pub person: User,
    pub back: String,
    pub action: String,
}

/// One person's account, for admins.
#[derive(Template)]
#[template(path = "accounts/person.html")]
pub struct Person {
    pub entry: Entry,
    /// How many sessions are open.
    pub sessions: i64,
    /// Whether they have a second factor.
    pub has_factor: bool,
    pub me: UserId,
}

impl Page for Person {
    fn title(&self, _: &Words) -> String {
        self.entry.user.name.clone()
    }
}

/// The form for another role, or another standing in a client.
#[derive(Template)]
#[template(path = "accounts/place.html")]
pub struct Place {
    pub person: User,
    pub form: PlaceForm,
    pub back: String,
    pub action: String,
}

impl Place {
    /// The form as the person's place fills it.
    pub fn new(person: User, back: impl Into<String>, action: String) -> Self {
        let form = PlaceText { place: person.place().to_owned() };
        Self { person, form: form.into(), back: back.into(), action }
    }
}

/// A client's people, for its managers.
#[derive(Template)]
#[template(path = "accounts/team.html")]
pub struct Team {
    pub people: Vec<User>,
    pub me: UserId,
    /// Whether the client is archived, so that nobody new joins.
    pub archived: bool,
    pub invitation: String,
}

/// The form for an account with a client code.
#[derive(Template)]
#[template(path = "accounts/register.html")]
pub struct Register {
    pub form: RegistrationForm,
}

/// What is said to everyone whose code was right.
#[derive(Template)]
#[template(path = "accounts/register_asked.html")]
pub struct RegisterAsked {
    /// Whether mail leaves the portal.
    pub mail_leaves: bool,
}

/// The form for another address.
#[derive(Template)]
#[template(path = "accounts/change_email.html")]
pub struct ChangeEmail {
    pub email: String,
    /// What was asked for and is not yet agreed to.
    pub awaited: Option<EmailAddress>,
    pub form: EmailForm,
}

/// What a link about a change of address asks.
#[derive(Template)]
#[template(path = "accounts/email_answer.html")]
pub struct EmailAnswer {
    pub old: String,
    pub new: String,
    pub action: String,
}

/// What became of the change.
#[derive(Template)]
#[template(path = "accounts/email_answered.html")]
pub struct EmailAnswered {
    pub text: &'static str,
}

/// The form for how soon to be mailed of what.
#[derive(Template)]
#[template(path = "accounts/notifications.html")]
pub struct Notifications {
    pub form: NotificationForm,
}

/// Asks for the password once more.
#[derive(Template)]
#[template(path = "accounts/proof.html")]
pub struct ProofPage {
    pub email: String,
    pub form: ProofForm,
    /// What else they could show.
    pub held: Held,
    /// The form for a code.
    pub code: ProofCodeForm,
    /// Where somebody goes back to who does not want to show anything.
    pub back: String,
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
        let (browser, system) = agent::in_words(&open.agent);
        Self { browser, system, here: open.id == here, open }
    }
}

/// The form for one's picture.
#[derive(Template)]
#[template(path = "accounts/avatar.html")]
pub struct Picture {
    pub name: String,
    pub picture: Option<BlobId>,
    /// Why the picture that was sent is refused.
    pub fault: Option<Fault>,
}

impl Picture {
    /// The page for who looks at it.
    pub fn new(viewer: &Viewer, fault: Option<Fault>) -> Self {
        Self { name: viewer.name.clone(), picture: viewer.avatar, fault }
    }
}

/// What was typed into a form that could not be taken yet, and the way back to the form.
#[derive(Template)]
#[template(path = "accounts/kept_form.html")]
pub struct KeptFormPage {
    /// Where the form goes: it comes back with what was typed.
    pub action: String,
    pub fields: Vec<(String, String)>,
    pub kept: Kept,
    /// What was typed or chosen, field by field as its page calls them: it is shown, too, lest it be lost where the form is gone by now.
    pub typed: Vec<(String, String)>,
}

impl KeptFormPage {
    /// The page for a form.
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

/// The link of an invitation that no mail server was there to send.
#[derive(Template)]
#[template(path = "accounts/invitation_link.html")]
pub struct InvitationLink {
    /// None, where it was shown before.
    pub link: Option<String>,
    /// For whom it is.
    pub bearer: Option<User>,
    /// Where its reader goes on to.
    pub back: String,
}

//! The room's forms, and what they parse into.

mod asked;

use super::{
    model::{Company, Profile, User},
    password::{self, Password},
};
use crate::{
    access::{Role, Standing},
    accounts::model::Invitee,
    kernel::{EmailAddress, Name, ids::ClientId},
    web::{Fault, Field, Form, Label, Labels, Secret, form},
};

pub use asked::{
    AnswerForm, Applicant, CodeForm, EmailForm, NotificationForm, NotificationText, RegistrationForm,
    RegistrationText,
};

form! {
    /// The sign-in form.
    pub struct SignInForm of SignInText {
        pub email: Field,
        pub password: Field<Secret>,
        pub next: Field,
    }
}

/// A submitted sign-in. Input that is not an address belongs to no user.
pub struct SignIn {
    pub email: Option<EmailAddress>,
    pub password: String,
}

impl SignInForm {
    /// Parses the form. Returns `None` if a field is empty or the password is longer than any valid one.
    pub fn parse(&mut self) -> Option<SignIn> {
        if self.email.typed().trim().is_empty() {
            self.email.refuse(Fault::new("fault-empty"));
        }
        let password = self.password.read(typed_password);
        self.accept(SignIn { email: self.email.typed().parse().ok(), password: password? })
    }
}

form! {
    /// The password again, before a sensitive action.
    pub struct ProofForm of ProofText {
        pub password: Field<Secret>,
        pub next: Field,
        /// Where the user came from, and returns to if they cancel.
        pub from: Field,
        /// What the user had submitted: a stored `form`, a `button`, or nothing.
        pub sent: Field,
    }
}

impl ProofForm {
    /// Parses the form. Returns `None` if the password is empty or longer than any valid one.
    pub fn parse(&mut self) -> Option<String> {
        self.password.read(typed_password)
    }
}

/// Checks a password that is to be compared with the stored one.
fn typed_password(typed: &str) -> Result<String, Fault> {
    if typed.is_empty() {
        return Err(Fault::new("fault-empty"));
    }
    if password::fits(typed) {
        Ok(typed.to_owned())
    } else {
        Err(Fault::counting("accounts-fault-password-long", "most", password::MOST))
    }
}

form! {
    /// A new password, from an invitation or a password reset.
    pub struct NewPasswordForm of NewPasswordText {
        pub password: Field<Secret>,
    }
}

impl NewPasswordForm {
    /// Parses the form for a user. Returns `None` if the password is refused.
    pub fn parse(&mut self, user: &User, company: &Company) -> Option<Password> {
        self.parse_as(&user.name, &user.email, company)
    }

    /// The same for someone who is not a user yet.
    pub fn parse_as(&mut self, name: &str, email: &EmailAddress, company: &Company) -> Option<Password> {
        self.password.read(|typed| new_password(typed, name, email, company))
    }
}

fn new_password(typed: &str, name: &str, email: &EmailAddress, company: &Company) -> Result<Password, Fault> {
    let about = [name, email.local(), &company.studio];
    Password::parse(typed, about.into_iter().chain(company.client.as_deref()))
}

form! {
    /// A password change by a user who knows the current one.
    pub struct ChangePasswordForm of ChangePasswordText {
        pub current: Field<Secret>,
        pub password: Field<Secret>,
    }
}

impl ChangePasswordForm {
    /// Parses the form for a user: the current password, which is verified later, and the new one. Returns `None` if
    /// either is refused.
    pub fn parse(&mut self, user: &User, company: &Company) -> Option<(String, Password)> {
        let current = self.current.read(typed_password);
        let new = self.password.read(|typed| new_password(typed, &user.name, &user.email, company));
        current.zip(new)
    }
}

form! {
    /// A request for a password reset link.
    pub struct ForgottenForm of ForgottenText {
        pub email: Field,
    }
}

impl ForgottenForm {
    /// Parses the form. Returns `None` if no address was typed.
    pub fn parse(&mut self) -> Option<EmailAddress> {
        self.email.parse()
    }
}

form! {
    /// An invitation. `place` is the role: `manager` or `member` of a client, `staff` or `admin` of the studio.
    pub struct InvitationForm of InvitationText {
        pub name: Field,
        pub email: Field,
        pub place: Field,
    }
}

impl InvitationForm {
    /// Parses the form as an invitation into a client, or into the studio if `client` is `None`. Returns `None` if a
    /// field is refused.
    pub fn parse(&mut self, client: Option<ClientId>) -> Option<Invitee> {
        let name = self.name.read(person_name);
        let email = self.email.parse();
        let role = self.place.read(|place| role(client, place));
        self.accept(Invitee { name: name?, email: email?, role: role? })
    }

    /// Returns the form with the fault that the address is already in use.
    #[must_use]
    pub fn taken(self) -> Self {
        self.refused(|form| &mut form.email, Fault::new("accounts-fault-address-taken"))
    }

    /// Returns the form with the fault that the daily limit for invitations has been reached.
    #[must_use]
    pub fn too_many(self) -> Self {
        self.refused(|form| &mut form.email, Fault::new("accounts-fault-invitations"))
    }
}

/// The role that `place` names, in a client or, without one, in the studio.
fn role(client: Option<ClientId>, place: &str) -> Result<Role, Fault> {
    Ok(match (client, place) {
        (Some(client), "manager") => Role::Client { client, standing: Standing::Manager },
        (Some(client), "member") => Role::Client { client, standing: Standing::Member },
        (None, "staff") => Role::Staff,
        (None, "admin") => Role::Admin,
        _ => return Err(Fault::new("fault-choice")),
    })
}

/// Parses a person's name. Mails carry it to other people, whose mail clients turn anything that looks like a link into
/// one: an obvious link is refused here, and letters keep the rest (`St.John`, `x.com`) from being linked.
fn person_name(typed: &str) -> Result<Name, Fault> {
    let name = Name::parse(typed)?;
    let lower = name.as_str().to_lowercase();
    let is_link = lower.contains("//") || lower.contains("www.") || lower.contains(['@', '<', '>', '\\']);
    if is_link { Err(Fault::new("accounts-fault-name-link")) } else { Ok(name) }
}

form! {
    /// Another role for a user: `manager` or `member` of their client, `staff` or `admin` of the studio.
    pub struct PlaceForm of PlaceText {
        pub place: Field,
    }
}

impl PlaceForm {
    /// Parses the form for a user of a client, or of the studio if `client` is `None`. Returns `None` if the role does
    /// not exist there.
    pub fn parse(&mut self, client: Option<ClientId>) -> Option<Role> {
        self.place.read(|place| role(client, place))
    }
}

form! {
    /// The part of their account that users edit themselves.
    pub struct ProfileForm of ProfileText {
        pub name: Field,
        /// If empty, follows the browser.
        pub locale: Field,
        /// If empty, follows the studio.
        pub zone: Field,
        /// If empty, follows the device.
        pub theme: Field,
    }
}

impl ProfileText {
    /// The form's text for a stored account.
    pub fn of(user: &User) -> Self {
        Self {
            name: user.name.clone(),
            locale: user.locale.map(|locale| locale.to_string()).unwrap_or_default(),
            zone: user.zone.map(|zone| zone.to_string()).unwrap_or_default(),
            theme: user.theme.clone().unwrap_or_default(),
        }
    }
}

impl ProfileForm {
    /// Parses the form. Returns `None` if a field is refused.
    pub fn parse(&mut self) -> Option<Profile> {
        let name = self.name.read(person_name);
        let locale = self.locale.read(choice);
        let zone = self.zone.read(choice);
        let theme = self.theme.read(theme);
        self.accept(Profile { name: name?, locale: locale?, zone: zone?, theme: theme? })
    }
}

fn theme(typed: &str) -> Result<Option<String>, Fault> {
    match typed {
        "" => Ok(None),
        theme @ ("light" | "dark") => Ok(Some(theme.to_owned())),
        _ => Err(Fault::new("fault-choice")),
    }
}

/// Parses an option of a list; an empty string means no choice.
fn choice<T: std::str::FromStr<Err: Into<Fault>>>(typed: &str) -> Result<Option<T>, Fault> {
    if typed.is_empty() {
        return Ok(None);
    }
    typed.parse().map(Some).map_err(Into::into)
}

/// The labels of the fields of a [`ProfileForm`].
pub const PROFILE_LABELS: Labels = &[
    Label::typed("name", "accounts-name"),
    Label::language("locale", "accounts-locale"),
    Label::typed("zone", "accounts-zone"),
    Label::choice("theme", "accounts-theme", "shell-theme-"),
];

/// The label of the field of an [`EmailForm`].
pub const EMAIL_LABELS: Labels = &[Label::typed("email", "accounts-change-new")];

/// The labels of the fields of an [`InvitationForm`].
pub const INVITATION_LABELS: Labels = &[
    Label::typed("name", "accounts-name"),
    Label::typed("email", "accounts-email"),
    Label::choice("place", "accounts-role", "role-"),
];

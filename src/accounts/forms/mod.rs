//! What people type about themselves and others, and what it means.

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

/// A try to sign in. An address that is none is nobody's.
pub struct SignIn {
    pub email: Option<EmailAddress>,
    pub password: String,
}

impl SignInForm {
    /// Reads the form. None, where a field is empty or the password longer than any can be.
    pub fn parse(&mut self) -> Option<SignIn> {
        if self.email.typed().trim().is_empty() {
            self.email.refuse(Fault::new("fault-empty"));
        }
        let password = self.password.read(typed_password);
        self.accept(SignIn { email: self.email.typed().parse().ok(), password: password? })
    }
}

form! {
    /// The password once more, before something sensitive.
    pub struct ProofForm of ProofText {
        pub password: Field<Secret>,
        pub next: Field,
        /// Where somebody was, and goes back to who does not want to show anything.
        pub from: Field,
        /// What they had sent: a `form` that is kept, a `button`, or nothing.
        pub sent: Field,
    }
}

impl ProofForm {
    /// Reads the form. None, where the password is empty or longer than any can be.
    pub fn parse(&mut self) -> Option<String> {
        self.password.read(typed_password)
    }
}

/// A password somebody claims to have.
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
    /// A new password for an account: in an invitation, or after the old one was forgotten.
    pub struct NewPasswordForm of NewPasswordText {
        pub password: Field<Secret>,
    }
}

impl NewPasswordForm {
    /// Reads the form for a user. None, where the password is refused.
    pub fn parse(&mut self, user: &User, company: &Company) -> Option<Password> {
        self.parse_as(&user.name, &user.email, company)
    }

    /// The same for someone who is no user yet.
    pub fn parse_as(&mut self, name: &str, email: &EmailAddress, company: &Company) -> Option<Password> {
        self.password.read(|typed| new_password(typed, name, email, company))
    }
}

fn new_password(typed: &str, name: &str, email: &EmailAddress, company: &Company) -> Result<Password, Fault> {
    let about = [name, email.local(), &company.studio];
    Password::parse(typed, about.into_iter().chain(company.client.as_deref()))
}

form! {
    /// A change of password by who knows the old one.
    pub struct ChangePasswordForm of ChangePasswordText {
        pub current: Field<Secret>,
        pub password: Field<Secret>,
    }
}

impl ChangePasswordForm {
    /// Reads the form for a user: the current password, of which it is found out later whether it is right, and the new one. None, where
    /// one is refused.
    pub fn parse(&mut self, user: &User, company: &Company) -> Option<(String, Password)> {
        let current = self.current.read(typed_password);
        let new = self.password.read(|typed| new_password(typed, &user.name, &user.email, company));
        current.zip(new)
    }
}

form! {
    /// Someone forgot their password.
    pub struct ForgottenForm of ForgottenText {
        pub email: Field,
    }
}

impl ForgottenForm {
    /// Reads the form. None, where no address was typed.
    pub fn parse(&mut self) -> Option<EmailAddress> {
        self.email.parse()
    }
}

form! {
    /// An invitation, by whoever may invite. `place` says as what: `manager` or `member` of a client, `staff` or `admin` of the studio.
    pub struct InvitationForm of InvitationText {
        pub name: Field,
        pub email: Field,
        pub place: Field,
    }
}

impl InvitationForm {
    /// Reads the form as an invitation into a client, or without one into the studio. None, where a field is refused.
    pub fn parse(&mut self, client: Option<ClientId>) -> Option<Invitee> {
        let name = self.name.read(person_name);
        let email = self.email.parse();
        let role = self.place.read(|place| role(client, place));
        self.accept(Invitee { name: name?, email: email?, role: role? })
    }

    /// The form back, because someone has the address already.
    #[must_use]
    pub fn taken(self) -> Self {
        self.refused(|form| &mut form.email, Fault::new("accounts-fault-address-taken"))
    }

    /// The form back, because the day's invitations are all sent.
    #[must_use]
    pub fn too_many(self) -> Self {
        self.refused(|form| &mut form.email, Fault::new("accounts-fault-invitations"))
    }
}

/// The role a place names: in a client, or without one in the studio.
fn role(client: Option<ClientId>, place: &str) -> Result<Role, Fault> {
    Ok(match (client, place) {
        (Some(client), "manager") => Role::Client { client, standing: Standing::Manager },
        (Some(client), "member") => Role::Client { client, standing: Standing::Member },
        (None, "staff") => Role::Staff,
        (None, "admin") => Role::Admin,
        _ => return Err(Fault::new("fault-choice")),
    })
}

/// What a person is called. Our mails carry it to others, whose programs make links of what looks like one: what is plainly a link is
/// refused here, and of anything else (`St.John`, `x.com`) a letter makes none.
fn person_name(typed: &str) -> Result<Name, Fault> {
    let name = Name::parse(typed)?;
    let lower = name.as_str().to_lowercase();
    let is_link = lower.contains("//") || lower.contains("www.") || lower.contains(['@', '<', '>', '\\']);
    if is_link { Err(Fault::new("accounts-fault-name-link")) } else { Ok(name) }
}

form! {
    /// Another place for someone: `manager` or `member` of their client, `staff` or `admin` of the studio.
    pub struct PlaceForm of PlaceText {
        pub place: Field,
    }
}

impl PlaceForm {
    /// Reads the form for someone of a client, or without one of the studio. None, where the place is none of theirs.
    pub fn parse(&mut self, client: Option<ClientId>) -> Option<Role> {
        self.place.read(|place| role(client, place))
    }
}

form! {
    /// What a person says of themselves.
    pub struct ProfileForm of ProfileText {
        pub name: Field,
        /// Empty follows the browser.
        pub locale: Field,
        /// Empty follows the studio.
        pub zone: Field,
        /// Empty follows the device.
        pub theme: Field,
    }
}

impl ProfileText {
    /// The text as an account fills it.
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
    /// Reads the form. None, where a field is refused.
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

/// A value of a list, or none where nothing was chosen.
fn choice<T: std::str::FromStr<Err: Into<Fault>>>(typed: &str) -> Result<Option<T>, Fault> {
    if typed.is_empty() {
        return Ok(None);
    }
    typed.parse().map(Some).map_err(Into::into)
}

/// What the fields of a [`ProfileForm`] are called.
pub const PROFILE_LABELS: Labels = &[
    Label::typed("name", "accounts-name"),
    Label::language("locale", "accounts-locale"),
    Label::typed("zone", "accounts-zone"),
    Label::choice("theme", "accounts-theme", "shell-theme-"),
];

/// What the field of an [`EmailForm`] for another address is called.
pub const EMAIL_LABELS: Labels = &[Label::typed("email", "accounts-change-new")];

/// What the fields of an [`InvitationForm`] are called.
pub const INVITATION_LABELS: Labels = &[
    Label::typed("name", "accounts-name"),
    Label::typed("email", "accounts-email"),
    Label::choice("place", "accounts-role", "role-"),
];

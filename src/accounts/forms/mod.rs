//! What people type about themselves and others, and what it means.

mod asked;

use serde::Deserialize;

use super::{
    model::{Company, Profile, User},
    password::{self, Password},
};
use crate::{
    access::{Role, Standing},
    accounts::model::Invitee,
    kernel::{EmailAddress, Name, email_address::EmailFault, ids::ClientId},
    web::{Fault, Faults, Filled},
};

pub use asked::{AnswerForm, Applicant, CodeForm, EmailForm, NotificationForm, RegistrationForm};

/// The sign-in form. Its password is never given back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignInForm {
    pub email: String,
    pub password: String,
    pub next: String,
}

/// A try to sign in. An address that is none is nobody's.
pub struct SignIn {
    pub email: Option<EmailAddress>,
    pub password: String,
}

impl SignInForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The form, where a field is empty or the password longer than any can be.
    pub fn parse(self) -> Result<SignIn, Filled<Self>> {
        let mut faults = Faults::default();
        if self.email.trim().is_empty() {
            faults.add("email", Fault::new("fault-empty"));
        }
        faults.keep("password", typed_password(&self.password));
        if !faults.is_empty() {
            return Err(self.refused(faults));
        }
        Ok(SignIn { email: self.email.parse().ok(), password: self.password })
    }

    /// The form as it goes back: without the password.
    pub fn refused(self, faults: Faults) -> Filled<Self> {
        Filled::refused(Self { password: String::new(), ..self }, faults)
    }
}

/// The password once more, before something sensitive. It is never given back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProofForm {
    pub password: String,
    pub next: String,
    /// Where somebody was, and goes back to who does not want to show anything.
    pub from: String,
    /// What they had sent: a `form` that is kept, a `button`, or nothing.
    pub sent: String,
}

impl ProofForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The form, where the password is empty or longer than any can be.
    pub fn parse(self) -> Result<Self, Filled<Self>> {
        match typed_password(&self.password) {
            Ok(()) => Ok(self),
            Err(fault) => Err(self.refused(Faults::one("password", fault))),
        }
    }

    /// The form as it goes back: without the password.
    pub fn refused(self, faults: Faults) -> Filled<Self> {
        Filled::refused(Self { password: String::new(), ..self }, faults)
    }
}

/// A password somebody claims to have.
fn typed_password(typed: &str) -> Result<(), Fault> {
    if typed.is_empty() {
        return Err(Fault::new("fault-empty"));
    }
    if password::fits(typed) {
        Ok(())
    } else {
        Err(Fault::mentioning("accounts-fault-password-long", "most", password::MOST))
    }
}

/// A new password for an account: in an invitation, or after the old one was forgotten.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewPasswordForm {
    pub password: String,
}

impl NewPasswordForm {
    /// Reads the form for a user.
    ///
    /// # Errors
    /// The fault of its one field. What was typed does not go back.
    pub fn parse(&self, user: &User, company: &Company) -> Result<Password, Faults> {
        self.parse_as(&user.name, &user.email, company)
    }

    /// The same for someone who is no user yet.
    ///
    /// # Errors
    /// The fault of its one field. What was typed does not go back.
    pub fn parse_as(&self, name: &str, email: &EmailAddress, company: &Company) -> Result<Password, Faults> {
        new_password(&self.password, name, email, company).map_err(|fault| Faults::one("password", fault))
    }
}

fn new_password(typed: &str, name: &str, email: &EmailAddress, company: &Company) -> Result<Password, Fault> {
    let about = [name, email.local(), &company.studio];
    Password::parse(typed, about.into_iter().chain(company.client.as_deref()))
}

/// A change of password by who knows the old one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChangePasswordForm {
    pub current: String,
    pub password: String,
}

impl ChangePasswordForm {
    /// Reads the form for a user. Whether the current password is right is found out later.
    ///
    /// # Errors
    /// The faults. What was typed does not go back.
    pub fn parse(&self, user: &User, company: &Company) -> Result<Password, Faults> {
        let mut faults = Faults::default();
        faults.keep("current", typed_password(&self.current));
        let new = faults.keep("password", new_password(&self.password, &user.name, &user.email, company));
        new.filter(|_| faults.is_empty()).ok_or(faults)
    }
}

/// Someone forgot their password.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ForgottenForm {
    pub email: String,
}

impl ForgottenForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The form, where no address was typed.
    pub fn parse(self) -> Result<EmailAddress, Filled<Self>> {
        self.email.parse().map_err(|fault: EmailFault| Filled::refused(self, Faults::one("email", fault)))
    }
}

/// An invitation, by whoever may invite. `place` says as what: `manager` or `member` of a client, `staff` or `admin` of the studio.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InvitationForm {
    pub name: String,
    pub email: String,
    pub place: String,
}

impl InvitationForm {
    /// Reads the form as an invitation into a client, or without one into the studio.
    ///
    /// # Errors
    /// The form with its faults.
    pub fn parse(self, client: Option<ClientId>) -> Result<Invitee, Filled<Self>> {
        let mut faults = Faults::default();
        let name = faults.keep("name", person_name(&self.name));
        let email = faults.keep("email", self.email.parse());
        let role = faults.keep("place", role(client, &self.place));
        match (name, email, role) {
            (Some(name), Some(email), Some(role)) => Ok(Invitee { name, email, role }),
            _ => Err(Filled::refused(self, faults)),
        }
    }

    /// The form back, because someone has the address already.
    pub fn taken(self) -> Filled<Self> {
        self.refused("accounts-fault-address-taken")
    }

    /// The form back, because the day's invitations are all sent.
    pub fn too_many(self) -> Filled<Self> {
        self.refused("accounts-fault-invitations")
    }

    fn refused(self, fault: &'static str) -> Filled<Self> {
        Filled::refused(self, Faults::one("email", Fault::new(fault)))
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

/// Another place for someone: `manager` or `member` of their client, `staff` or `admin` of the studio.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlaceForm {
    pub place: String,
}

impl PlaceForm {
    /// Reads the form for someone of a client, or without one of the studio.
    ///
    /// # Errors
    /// The form, where the place is none of theirs.
    pub fn parse(self, client: Option<ClientId>) -> Result<Role, Filled<Self>> {
        role(client, &self.place).map_err(|fault| Filled::refused(self, Faults::one("place", fault)))
    }
}

/// What a person says of themselves.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProfileForm {
    pub name: String,
    /// Empty follows the browser.
    pub locale: String,
    /// Empty follows the studio.
    pub zone: String,
    /// Empty follows the device.
    pub theme: String,
}

impl ProfileForm {
    /// The form as an account fills it.
    pub fn of(user: &User) -> Self {
        Self {
            name: user.name.clone(),
            locale: user.locale.map(|locale| locale.to_string()).unwrap_or_default(),
            zone: user.zone.map(|zone| zone.to_string()).unwrap_or_default(),
            theme: user.theme.clone().unwrap_or_default(),
        }
    }

    /// Reads the form.
    ///
    /// # Errors
    /// The form with its faults.
    pub fn parse(self) -> Result<Profile, Filled<Self>> {
        let mut faults = Faults::default();
        let name = faults.keep("name", person_name(&self.name));
        let locale = faults.keep("locale", choice(&self.locale));
        let zone = faults.keep("zone", choice(&self.zone));
        let theme = match self.theme.as_str() {
            "" => Ok(None),
            theme @ ("light" | "dark") => Ok(Some(theme.to_owned())),
            _ => Err(Fault::new("fault-choice")),
        };
        let theme = faults.keep("theme", theme);
        match (name, locale, zone, theme) {
            (Some(name), Some(locale), Some(zone), Some(theme)) => Ok(Profile { name, locale, zone, theme }),
            _ => Err(Filled::refused(self, faults)),
        }
    }
}

/// A value of a list, or none where nothing was chosen.
fn choice<T: std::str::FromStr<Err: Into<Fault>>>(typed: &str) -> Result<Option<T>, Fault> {
    if typed.is_empty() {
        return Ok(None);
    }
    typed.parse().map(Some).map_err(Into::into)
}

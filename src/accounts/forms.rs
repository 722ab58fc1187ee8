//! What people type about themselves and others, and what it means.

use serde::Deserialize;

use super::{
    model::{Company, Profile, User},
    password::{self, Password},
};
use crate::{
    access::{Role, Standing},
    accounts::Invitee,
    kernel::{EmailAddress, Name, ids::ClientId},
    web::{Fault, Faults, Filled},
};

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
}

impl ProofForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The form, where the password is empty or longer than any can be.
    pub fn parse(self) -> Result<Self, Filled<Self>> {
        let mut faults = Faults::default();
        match faults.keep("password", typed_password(&self.password)) {
            Some(()) => Ok(self),
            None => Err(self.refused(faults)),
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
        new_password(&self.password, user, company).map_err(|fault| {
            let mut faults = Faults::default();
            faults.add("password", fault);
            faults
        })
    }
}

fn new_password(typed: &str, user: &User, company: &Company) -> Result<Password, Fault> {
    let about = [user.name.as_str(), user.email.local(), &company.studio];
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
        let new = faults.keep("password", new_password(&self.password, user, company));
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
        let mut faults = Faults::default();
        match faults.keep("email", self.email.parse()) {
            Some(email) => Ok(email),
            None => Err(Filled::refused(self, faults)),
        }
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
        let role = match (client, self.place.as_str()) {
            (Some(client), "manager") => Some(Role::Client { client, standing: Standing::Manager }),
            (Some(client), "member") => Some(Role::Client { client, standing: Standing::Member }),
            (None, "staff") => Some(Role::Staff),
            (None, "admin") => Some(Role::Admin),
            _ => None,
        };
        let mut faults = Faults::default();
        let name = faults.keep("name", Name::parse(&self.name));
        let email = faults.keep("email", self.email.parse());
        let role = faults.keep("place", role.ok_or(Fault::new("fault-choice")));
        match (name, email, role) {
            (Some(name), Some(email), Some(role)) => Ok(Invitee { name, email, role }),
            _ => Err(Filled::refused(self, faults)),
        }
    }

    /// The form back, because someone has the address already.
    pub fn taken(self) -> Filled<Self> {
        let mut faults = Faults::default();
        faults.add("email", Fault::new("accounts-fault-address-taken"));
        Filled::refused(self, faults)
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
        let name = faults.keep("name", Name::parse(&self.name));
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
fn choice<T: std::str::FromStr>(typed: &str) -> Result<Option<T>, Fault> {
    if typed.is_empty() {
        return Ok(None);
    }
    typed.parse().map(Some).map_err(|_| Fault::new("fault-choice"))
}

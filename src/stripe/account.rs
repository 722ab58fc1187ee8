//! The studio's Stripe account, and whether it can take payments.

use serde::Deserialize;

use crate::{AccountId, Client, Error, form::Nothing};

/// A Stripe account.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Account {
    pub id: AccountId,
    #[serde(default)]
    pub country: Option<String>,
    #[serde(default)]
    pub default_currency: Option<String>,
    /// Whether the account can take payments.
    #[serde(default)]
    pub charges_enabled: bool,
    /// Whether Stripe can pay out to the studio's bank account.
    #[serde(default)]
    pub payouts_enabled: bool,
    #[serde(default)]
    settings: Option<Settings>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Settings {
    #[serde(default)]
    dashboard: Option<Dashboard>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Dashboard {
    #[serde(default)]
    display_name: Option<String>,
}

impl Account {
    /// The display name that the account's owner chose in the Dashboard.
    pub fn name(&self) -> Option<&str> {
        self.settings.as_ref()?.dashboard.as_ref()?.display_name.as_deref()
    }
}

impl Client {
    /// Retrieves the account that the API key belongs to. A restricted key may lack the permission.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn account(&self) -> Result<Account, Error> {
        self.get("/account", &Nothing {}).await
    }
}

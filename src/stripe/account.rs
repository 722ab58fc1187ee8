//! The account itself: whose it is, and whether it may charge.

use serde::Deserialize;

use crate::{AccountId, Client, Error, form::Nothing};

/// The studio's account at Stripe.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Account {
    pub id: AccountId,
    #[serde(default)]
    pub country: Option<String>,
    #[serde(default)]
    pub default_currency: Option<String>,
    /// Whether payers can be charged.
    #[serde(default)]
    pub charges_enabled: bool,
    /// Whether money goes on to the studio's bank.
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
    /// What its owner calls it.
    pub fn name(&self) -> Option<&str> {
        self.settings.as_ref()?.dashboard.as_ref()?.display_name.as_deref()
    }
}

impl Client {
    /// The account of the key. A restricted key may not be allowed to look at it.
    ///
    /// # Errors
    /// As every call.
    pub async fn account(&self) -> Result<Account, Error> {
        self.get("/account", &Nothing {}).await
    }
}

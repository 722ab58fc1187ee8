//! Payment methods: the cards and bank accounts that a customer saved at Stripe. We see only enough to tell them apart.

use serde::Deserialize;

use crate::{
    Client, Customer, CustomerId, Error, Expandable, IdempotencyKey, PaymentMethodId,
    form::Nothing,
    ids::identified,
    lists::{Listed, OfCustomer, PageQuery},
};

/// A card or bank account.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PaymentMethod {
    pub id: PaymentMethodId,
    /// `card`, `sepa_debit`, `us_bank_account` …
    #[serde(rename = "type", default)]
    pub kind: String,
    /// `None` once the method has been detached and can no longer be charged.
    #[serde(default)]
    pub customer: Option<Expandable<Customer>>,
    #[serde(default)]
    card: Option<Card>,
    #[serde(default)]
    sepa_debit: Option<Bank>,
    #[serde(default)]
    us_bank_account: Option<Bank>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Card {
    #[serde(default)]
    brand: Option<String>,
    #[serde(default)]
    last4: Option<String>,
    #[serde(default)]
    exp_month: Option<u32>,
    #[serde(default)]
    exp_year: Option<i32>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Bank {
    #[serde(default)]
    last4: Option<String>,
    #[serde(default)]
    bank_name: Option<String>,
}

impl PaymentMethod {
    /// The card's brand (`visa`) or the name of the bank, if Stripe knows it.
    pub fn brand(&self) -> Option<&str> {
        let bank = || self.bank()?.bank_name.as_deref();
        self.card.as_ref().and_then(|card| card.brand.as_deref()).or_else(bank)
    }

    /// The last four digits of the card or account number.
    pub fn last4(&self) -> Option<&str> {
        let bank = || self.bank()?.last4.as_deref();
        self.card.as_ref().and_then(|card| card.last4.as_deref()).or_else(bank)
    }

    /// The year and month at whose end the card expires.
    pub fn expires(&self) -> Option<(i32, u32)> {
        let card = self.card.as_ref()?;
        Some((card.exp_year?, card.exp_month?))
    }

    fn bank(&self) -> Option<&Bank> {
        self.sepa_debit.as_ref().or(self.us_bank_account.as_ref())
    }
}

identified!(PaymentMethod: PaymentMethodId);

impl Client {
    /// Lists a customer's payment methods (at most the newest 100).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn methods_of(&self, customer: &CustomerId) -> Result<Listed<PaymentMethod>, Error> {
        self.get(&format!("/customers/{customer}/payment_methods"), &PageQuery::first()).await
    }

    /// Retrieves a payment method.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn method(&self, id: &PaymentMethodId) -> Result<PaymentMethod, Error> {
        self.get(&format!("/payment_methods/{id}"), &Nothing {}).await
    }

    /// Attaches a payment method to a customer.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn attach_method(
        &self,
        id: &PaymentMethodId,
        customer: &CustomerId,
        key: &IdempotencyKey,
    ) -> Result<PaymentMethod, Error> {
        let form = OfCustomer { customer: customer.as_str() };
        self.post(&format!("/payment_methods/{id}/attach"), &form, key).await
    }

    /// Detaches a payment method from its customer, permanently.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn detach_method(
        &self,
        id: &PaymentMethodId,
        key: &IdempotencyKey,
    ) -> Result<PaymentMethod, Error> {
        self.post(&format!("/payment_methods/{id}/detach"), &Nothing {}, key).await
    }
}

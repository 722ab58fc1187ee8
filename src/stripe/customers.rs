//! Customers: one for each client that pays online.

use serde::{Deserialize, Serialize};

use crate::{
    Client, CustomerId, Error, Expandable, IdempotencyKey, PaymentMethod, PaymentMethodId,
    form::{Metadata, Nothing},
    ids::identified,
};

/// The parameters to create or update a customer. Fields that are `None` or empty are left unchanged.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CustomerDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Contains the client's id, which leads from the customer to our client.
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Customer {
    pub id: CustomerId,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
    /// Whether the customer has been deleted. Stripe still returns such a customer, with little more than its id.
    #[serde(default)]
    pub deleted: bool,
    #[serde(default)]
    invoice_settings: Option<InvoiceSettings>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct InvoiceSettings {
    #[serde(default)]
    default_payment_method: Option<Expandable<PaymentMethod>>,
}

impl Customer {
    /// The default payment method.
    pub fn default_method(&self) -> Option<&PaymentMethodId> {
        Some(self.invoice_settings.as_ref()?.default_payment_method.as_ref()?.id())
    }
}

identified!(Customer: CustomerId);

#[derive(Debug, Serialize)]
struct WithDefault<'a> {
    invoice_settings: DefaultMethod<'a>,
}

#[derive(Debug, Serialize)]
struct DefaultMethod<'a> {
    default_payment_method: &'a str,
}

impl Client {
    /// Creates a customer.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn create_customer(
        &self,
        details: &CustomerDetails,
        key: &IdempotencyKey,
    ) -> Result<Customer, Error> {
        self.post("/customers", details, key).await
    }

    /// Updates a customer.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn change_customer(
        &self,
        id: &CustomerId,
        details: &CustomerDetails,
        key: &IdempotencyKey,
    ) -> Result<Customer, Error> {
        self.post(&format!("/customers/{id}"), details, key).await
    }

    /// Retrieves a customer, which may have been deleted.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn customer(&self, id: &CustomerId) -> Result<Customer, Error> {
        self.get(&format!("/customers/{id}"), &Nothing {}).await
    }

    /// Sets the customer's default payment method.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn set_default_method(
        &self,
        customer: &CustomerId,
        method: &PaymentMethodId,
        key: &IdempotencyKey,
    ) -> Result<Customer, Error> {
        let invoice_settings = DefaultMethod { default_payment_method: method.as_str() };
        self.post(&format!("/customers/{customer}"), &WithDefault { invoice_settings }, key).await
    }
}

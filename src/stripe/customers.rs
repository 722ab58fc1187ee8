//! Customers: one for each of our clients who pays online.

use serde::{Deserialize, Serialize};

use crate::{
    Client, CustomerId, Error, Expandable, IdempotencyKey, PaymentMethod, PaymentMethodId,
    form::{Metadata, Nothing},
    ids::identified,
};

/// What a customer is made or changed with. What is none is left as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CustomerDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Where what we know it by stands: the client's id.
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

/// Who pays.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Customer {
    pub id: CustomerId,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
    /// Whether the row is a trace of one that was deleted.
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
    /// The method that is charged where none is named.
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
    /// Makes a customer.
    ///
    /// # Errors
    /// As every call.
    pub async fn create_customer(
        &self,
        details: &CustomerDetails,
        key: &IdempotencyKey,
    ) -> Result<Customer, Error> {
        self.post("/customers", details, key).await
    }

    /// Changes a customer.
    ///
    /// # Errors
    /// As every call.
    pub async fn change_customer(
        &self,
        id: &CustomerId,
        details: &CustomerDetails,
        key: &IdempotencyKey,
    ) -> Result<Customer, Error> {
        self.post(&format!("/customers/{id}"), details, key).await
    }

    /// A customer, or the trace of one.
    ///
    /// # Errors
    /// As every call.
    pub async fn customer(&self, id: &CustomerId) -> Result<Customer, Error> {
        self.get(&format!("/customers/{id}"), &Nothing {}).await
    }

    /// Says which method is the customer's default.
    ///
    /// # Errors
    /// As every call.
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

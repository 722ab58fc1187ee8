//! SetupIntents: payment methods are set up for later charges.

use serde::{Deserialize, Serialize};

use crate::{
    Client, Customer, CustomerId, Error, Expandable, IdempotencyKey, PaymentMethod, PaymentMethodId,
    SetupIntentId,
    codes::stripe_codes,
    form::{Metadata, Nothing},
    ids::identified,
    payments::LastError,
};

stripe_codes! {
    /// The status of a setup.
    SetupStatus {
        RequiresPaymentMethod = "requires_payment_method", RequiresConfirmation = "requires_confirmation", RequiresAction = "requires_action",
        Processing = "processing", Canceled = "canceled", Succeeded = "succeeded",
    }
}

/// The setup of a payment method for later charges.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SetupIntent {
    pub id: SetupIntentId,
    pub status: SetupStatus,
    #[serde(default)]
    pub customer: Option<Expandable<Customer>>,
    #[serde(default)]
    pub payment_method: Option<Expandable<PaymentMethod>>,
    #[serde(default)]
    pub last_setup_error: Option<LastError>,
    #[serde(default)]
    pub metadata: Metadata,
}

identified!(SetupIntent: SetupIntentId);

/// The parameters of a setup of a payment method that exists already.
#[derive(Debug, Clone)]
pub struct NewSetup<'a> {
    pub customer: &'a CustomerId,
    pub method: &'a PaymentMethodId,
    pub metadata: Metadata,
}

#[derive(Debug, Serialize)]
struct SetupForm<'a> {
    customer: &'a str,
    payment_method: &'a str,
    usage: &'a str,
    confirm: bool,
    automatic_payment_methods: Automatic<'a>,
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: &'a Metadata,
}

#[derive(Debug, Serialize)]
struct Automatic<'a> {
    enabled: bool,
    allow_redirects: &'a str,
}

impl Client {
    /// Sets up a payment method for charges without the payer's presence. [`Client::create_setup_session`] does so on Stripe's page.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn create_setup(&self, new: &NewSetup<'_>, key: &IdempotencyKey) -> Result<SetupIntent, Error> {
        let form = SetupForm {
            customer: new.customer.as_str(),
            payment_method: new.method.as_str(),
            usage: "off_session",
            confirm: true,
            automatic_payment_methods: Automatic { enabled: true, allow_redirects: "never" },
            metadata: &new.metadata,
        };
        self.post("/setup_intents", &form, key).await
    }

    /// Retrieves a setup.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn setup(&self, id: &SetupIntentId) -> Result<SetupIntent, Error> {
        self.get(&format!("/setup_intents/{id}"), &Nothing {}).await
    }
}

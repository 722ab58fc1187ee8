//! Client for Stripe: typed requests and objects, the events that Stripe sends, and the units of its amounts (ADR 44).
//!
//! It does not depend on the database, on HTTP requests to the portal or on any room. Each call sends one request and never retries by
//! itself: the caller stores the idempotency key first, and decides by [`Error::may_be_repeated`] whether to send the request again with
//! the same key. Nothing in this crate logs the contents of a request.
#![forbid(unsafe_code)]

mod account;
mod balance;
mod client;
mod codes;
mod customers;
mod disputes;
mod error;
mod events;
mod form;
mod ids;
mod lists;
mod methods;
mod payments;
mod refunds;
mod sessions;
mod setups;
mod units;
mod webhook;
#[cfg(test)]
mod webhook_tests;

pub use account::Account;
pub use balance::{BalanceTransaction, Payout, PayoutStatus};
pub use client::{Client, ClientFault, IdempotencyKey, NotAnIdempotencyKey, PATIENCE, VERSION};
pub use customers::{Customer, CustomerDetails};
pub use disputes::{Dispute, DisputeStatus};
pub use error::{Decline, Error, Refusal, Uncertain};
pub use events::{Event, EventKind, EventObject, NotAnEvent};
pub use ids::{
    AccountId, BalanceTransactionId, ChargeId, CustomerId, DisputeId, EventId, Expandable, NotAStripeId,
    PaymentIntentId, PaymentMethodId, PayoutId, RefundId, SessionId, SetupIntentId,
};
pub use lists::{Listed, Since};
pub use methods::PaymentMethod;
pub use payments::{Charge, ChargeStatus, LastError, NewCharge, PaymentIntent, PaymentStatus};
pub use refunds::{NewRefund, Refund, RefundReason, RefundStatus};
pub use reprint_kernel::stripe_key::{Mode, NotAWebhookSecret, StripeKey, StripeKeyFault, WebhookSecret};
pub use sessions::{NewSession, NewSetupSession, Session, SessionMode, SessionPayment, SessionStatus};
pub use setups::{NewSetup, SetupIntent, SetupStatus};
pub use units::{Units, UnitsFault, least, money, units};
pub use webhook::{SignatureFault, TOLERANCE, verify};

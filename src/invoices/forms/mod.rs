//! The forms of invoices and payments.

mod delivery;
mod differences;
mod draft;
mod line;
mod payment;
mod reversal;
mod sums;

pub use delivery::DeliveryForm;
pub use draft::{InvoiceForm, InvoiceText, NewQuery};
pub use line::Row;
pub use payment::{CreditForm, CreditText, PaymentForm, PaymentText};
pub use reversal::ReversalForm;
pub use sums::Sums;

//! The arithmetic of an invoice, its states and its number. Pure: time is an argument.

mod credit;
mod numbering;
mod sending;
mod standing;
mod totals;
mod transfer;

pub use credit::drawn;
pub use numbering::Number;
pub use sending::{is_given_up, late_from, seconds_left, sends_at};
pub use standing::{
    Draft, SendFault, Sent, Standing, Status, Void, VoidFault, due_after, open_balance, standing, surplus,
};
pub use totals::{Discount, Line, TaxGroup, TaxMode, Totals, TotalsFault, totals};
pub use transfer::{Iban, Transfer, find_bic};

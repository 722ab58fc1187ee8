//! What came of recording a payment, or of taking one back.

use chrono::NaiveDate;

use super::model::{Recorded, Reversal};
use crate::{
    error::{AppError, AppResult},
    kernel::{ids::InvoiceId, money::Money},
};

/// What is asked about a payment before it is recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubts {
    /// It is so much more than the invoice's balance.
    pub above: Option<Money>,
    /// It came in before this day, the invoice's.
    pub before: Option<NaiveDate>,
    /// The invoice has a payment of the same amount, day and method.
    pub second: bool,
}

impl Doubts {
    /// Whether there is nothing to ask.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// What came of taking a payment back.
#[derive(Debug, Clone)]
pub enum TakingBack {
    /// It is taken back. These are its invoices.
    Done(Vec<InvoiceId>),
    /// The same person has taken it back before, for the same reason: nothing was changed.
    Before(Vec<InvoiceId>),
    /// It was taken back before, for another reason or by somebody else: nothing was changed.
    Otherwise(Reversal),
}

/// What the form of a payment led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recording {
    /// It is recorded: now, or by the same form before.
    Done,
    /// The invoice takes no payment; this is the key of why. Nothing was recorded.
    NotOpen(&'static str),
    /// Its key stands for this payment. Nothing was recorded.
    Taken(Recorded),
    /// The same, and this payment was taken back since.
    TakenBack(Recorded),
    /// Nobody said that this is meant. Nothing was recorded.
    Doubtful(Doubts),
}

impl Recording {
    /// For callers that ask nobody.
    ///
    /// # Errors
    /// Conflict, when nothing was recorded.
    pub fn done(self) -> AppResult<()> {
        match self {
            Self::Done => Ok(()),
            Self::NotOpen(why) => Err(AppError::Conflict(why)),
            Self::Taken(_) | Self::TakenBack(_) | Self::Doubtful { .. } => {
                Err(AppError::Conflict("error-conflict-text"))
            }
        }
    }
}

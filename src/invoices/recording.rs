//! The outcomes of recording and of reversing a payment.

use chrono::NaiveDate;

use super::model::{Recorded, Reversal};
use crate::{
    error::{AppError, AppResult},
    kernel::{ids::InvoiceId, money::Money},
};

/// The questions about a payment before it is recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubts {
    /// It exceeds the invoice's balance by this amount.
    pub above: Option<Money>,
    /// It was received before this day, the invoice's date.
    pub before: Option<NaiveDate>,
    /// The invoice has a payment of the same amount, day and method.
    pub second: bool,
}

impl Doubts {
    /// Whether there is no question.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// The outcome of a reversal.
#[derive(Debug, Clone)]
pub enum TakingBack {
    /// The payment is reversed. These are its invoices.
    Done(Vec<InvoiceId>),
    /// The same user has already reversed it for the same reason: nothing was changed.
    Before(Vec<InvoiceId>),
    /// It has already been reversed, for another reason or by another user: nothing was changed.
    Otherwise(Reversal),
}

/// The outcome of recording a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recording {
    /// It is recorded, now or by an earlier submission of the same form.
    Done,
    /// The invoice accepts no payment; this is the message key of the reason. Nothing was recorded.
    NotOpen(&'static str),
    /// The form's key was used for this payment. Nothing was recorded.
    Taken(Recorded),
    /// The form's key was used for this payment, which has been reversed since. Nothing was recorded.
    TakenBack(Recorded),
    /// There are unconfirmed questions. Nothing was recorded.
    Doubtful(Doubts),
}

impl Recording {
    /// For callers that cannot ask for confirmation.
    ///
    /// # Errors
    /// Conflict if nothing was recorded.
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

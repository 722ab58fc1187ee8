//! The sending of a draft, as its page asks for it.

use serde::Deserialize;

use crate::{
    invoices::{model::Concern, shown::Shown},
    web::{Fault, Faults, Filled},
};

/// Which draft was looked at, what was shown with it, and what of it gave pause.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeliveryForm {
    revision: String,
    /// Recipients, parties and the rest, as [`Shown`] spells them.
    shown: String,
    /// The concerns that were told and accepted, by their codes, with spaces between.
    anyway: String,
}

impl DeliveryForm {
    /// The revision of the draft that was looked at.
    pub fn revision(&self) -> i32 {
        self.revision.parse().unwrap_or_default()
    }

    /// What goes out with the draft, as it was looked at.
    pub fn shown(&self) -> Shown {
        Shown::parse(&self.shown)
    }

    /// The concerns that whoever sends has seen and accepted.
    pub fn seen(&self) -> Vec<Concern> {
        self.anyway.split_whitespace().filter_map(|code| code.parse().ok()).collect()
    }

    /// The form as it comes back; where there are concerns that were not seen, it asks for the tick.
    pub fn refused(self, unseen: &[Concern]) -> Filled<Self> {
        if unseen.is_empty() {
            return Filled::of(self);
        }
        Filled::refused(self, Faults::one("anyway", Fault::new("invoices-fault-anyway")))
    }
}

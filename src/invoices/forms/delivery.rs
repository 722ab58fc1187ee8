//! The form that sends a draft.

use crate::{
    invoices::{model::Concern, shown::Shown},
    web::{Fault, Field, form},
};

form! {
    /// The revision the user saw, what was displayed with it, and the concerns that were displayed.
    pub struct DeliveryForm of DeliveryText {
        pub revision: Field,
        /// Recipients, parties and the rest, in the format of [`Shown`].
        pub shown: Field,
        /// The codes of the concerns that were displayed and accepted, separated by spaces.
        pub anyway: Field,
    }
}

impl DeliveryForm {
    /// The revision that the user saw.
    pub fn looked_at(&self) -> i32 {
        self.revision.typed().parse().unwrap_or_default()
    }

    /// What was displayed of the parts that are sent with the draft.
    pub fn was_shown(&self) -> Shown {
        Shown::parse(self.shown.typed())
    }

    /// The concerns that the sender has seen and accepted.
    pub fn seen(&self) -> Vec<Concern> {
        self.anyway.typed().split_whitespace().filter_map(|code| code.parse().ok()).collect()
    }

    /// The form for the draft's current state. If there are concerns the user has not seen, it asks for their acceptance.
    #[must_use]
    pub fn asking(mut self, revision: i32, shown: &Shown, concerns: &[Concern], unseen: &[Concern]) -> Self {
        let codes: Vec<_> = concerns.iter().map(|concern| concern.code()).collect();
        self.revision.fill(revision.to_string());
        self.shown.fill(shown.to_string());
        self.anyway.fill(codes.join(" "));
        if !unseen.is_empty() {
            self.anyway.refuse(Fault::new("invoices-fault-anyway"));
        }
        self
    }
}

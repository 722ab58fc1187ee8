//! The sending of a draft, as its page asks for it.

use crate::{
    invoices::{model::Concern, shown::Shown},
    web::{Fault, Field, form},
};

form! {
    /// Which draft was looked at, what was shown with it, and what of it gave pause.
    pub struct DeliveryForm of DeliveryText {
        pub revision: Field,
        /// Recipients, parties and the rest, as [`Shown`] spells them.
        pub shown: Field,
        /// The concerns that were told and accepted, by their codes, with spaces between.
        pub anyway: Field,
    }
}

impl DeliveryForm {
    /// The revision of the draft that was looked at.
    pub fn looked_at(&self) -> i32 {
        self.revision.typed().parse().unwrap_or_default()
    }

    /// What goes out with the draft, as it was looked at.
    pub fn was_shown(&self) -> Shown {
        Shown::parse(self.shown.typed())
    }

    /// The concerns that whoever sends has seen and accepted.
    pub fn seen(&self) -> Vec<Concern> {
        self.anyway.typed().split_whitespace().filter_map(|code| code.parse().ok()).collect()
    }

    /// The form as its page asks by it, of the draft as it is now. Where there are concerns that were not seen, it asks for the tick.
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

//! Why a payment is taken back, as typed.

use crate::{
    kernel::text,
    web::{Fault, Field, Form, form},
};

form! {
    /// Why a payment is taken back, as typed.
    pub struct ReversalForm of ReversalText {
        pub reason: Field,
    }
}

impl ReversalForm {
    /// The reason. None, where it is refused.
    pub fn parse(&mut self) -> Option<String> {
        self.reason.read(|typed| text::line(typed, 500))
    }

    /// The form as it comes back when the payment was taken back already, for this reason.
    #[must_use]
    pub fn too_late(self, earlier: &str) -> Self {
        let fault = Fault::mentioning("invoices-fault-reversed", "reason", earlier);
        self.refused(|form| &mut form.reason, fault)
    }
}

//! The form of the reversal of a payment.

use crate::{
    kernel::text,
    web::{Fault, Field, Form, form},
};

form! {
    /// The reason for the reversal of a payment.
    pub struct ReversalForm of ReversalText {
        pub reason: Field,
    }
}

impl ReversalForm {
    /// The reason. Returns `None` if it is refused.
    pub fn parse(&mut self) -> Option<String> {
        self.reason.read(|typed| text::line(typed, 500))
    }

    /// The form as it is returned if the payment has already been reversed, for this reason.
    #[must_use]
    pub fn too_late(self, earlier: &str) -> Self {
        let fault = Fault::mentioning("invoices-fault-reversed", "reason", earlier);
        self.refused(|form| &mut form.reason, fault)
    }
}

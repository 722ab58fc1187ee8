//! Names of the fields of the room's forms, for pages that show a form's content without the form.

use crate::web::{Label, Labels};

/// A draft; its client and project are chosen by id and left out.
pub const DRAFT: Labels = &[
    Label::typed("payment_days", "invoices-payment-days"),
    Label::choice("tax_mode", "invoices-tax-mode", "invoices-tax-"),
    Label::typed("discount", "invoices-discount"),
    Label::choice("discount_kind", "invoices-discount-kind", "invoices-discount-"),
    Label::typed("note", "invoices-note"),
    Label::typed("line_what", "invoices-description"),
    Label::typed("line_quantity", "invoices-quantity"),
    Label::typed("line_unit", "invoices-unit"),
    Label::typed("line_price", "invoices-unit-price"),
    Label::typed("line_tax", "invoices-tax-percent"),
];

/// A payment.
pub const PAYMENT: Labels = &[
    Label::typed("amount", "invoices-amount"),
    Label::day("received_on", "invoices-received-on"),
    Label::choice("method", "invoices-method", "invoices-method-"),
    Label::typed("reference", "invoices-reference"),
    Label::tick("second", "invoices-take-second"),
    Label::tick("early", "invoices-take-early"),
    Label::tick("surplus", "invoices-take-surplus"),
];

/// The reversal of a payment.
pub const REVERSAL: Labels = &[Label::typed("reason", "invoices-reverse-reason")];

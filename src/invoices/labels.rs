//! What the fields of the room's forms are called, for where they are shown without their page.

use crate::web::{Label, Labels};

/// Of a draft; its client and its project are chosen by ids.
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

/// Of a payment.
pub const PAYMENT: Labels = &[
    Label::typed("amount", "invoices-amount"),
    Label::day("received_on", "invoices-received-on"),
    Label::choice("method", "invoices-method", "invoices-method-"),
    Label::typed("reference", "invoices-reference"),
    Label::tick("second", "invoices-take-second"),
    Label::tick("early", "invoices-take-early"),
    Label::tick("surplus", "invoices-take-surplus"),
];

/// Of a payment that is taken back.
pub const REVERSAL: Labels = &[Label::typed("reason", "invoices-reverse-reason")];

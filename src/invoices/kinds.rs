//! The kinds of events and audit entries about invoices and their payments.

use crate::{
    audit::Thing,
    events::About,
    kernel::ids::{InvoiceId, PaymentId},
    urls,
};

crate::event_kinds! {
    Sent = feed("invoice.sent").page(invoice);
    Voided = feed("invoice.voided").page(invoice);
    Paid = feed("invoice.paid").page(invoice);
    PaymentRecorded = feed("payment.recorded");
    PaymentReversed = feed("payment.reversed");
    CreditUsed = feed("invoice.credit_used").page(invoice);
    DraftChanged = live("invoice.changed");
    DraftRemoved = live("invoice.removed");
    Sending = live("invoice.sending");
    SendingStopped = live("invoice.sending_stopped");
    SendingDone = live("invoice.sending_done");
    NotSent = feed("invoice.not_sent").page(invoice);
}

crate::audit_kinds! {
    Drafted = entry("invoice.drafted");
    Changed = entry("invoice.changed");
    Removed = entry("invoice.removed");
    Sending = entry("invoice.sending");
    SendingStopped = entry("invoice.sending_stopped");
    NotSent = entry("invoice.not_sent");
    Sent = entry("invoice.sent");
    Downloaded = entry("invoice.downloaded");
    Voided = entry("invoice.voided");
    PaymentRecorded = entry("payment.recorded");
    PaymentReversed = entry("payment.reversed");
    CreditUsed = entry("invoice.credit_used");
}

/// An invoice as audit entries record its changes: with its lines.
pub const INVOICE: Thing = Thing::on_page::<InvoiceId>(|id| urls::invoice(InvoiceId::from(id))).with_row(
    "select to_jsonb(t) || jsonb_build_object(
        'client', (select c.name from clients c where c.studio_id = t.studio_id and c.id = t.client_id),
        'project', (select p.name from projects p where p.studio_id = t.studio_id and p.id = t.project_id),
        'lines', (select jsonb_agg(jsonb_build_object('what', l.description,
            'quantity', l.quantity, 'amount_minor', l.amount_minor) order by l.position)
        from invoice_lines l where l.studio_id = t.studio_id and l.invoice_id = t.id)) as row
     from invoices t where id = $1",
);

/// A payment.
pub const PAYMENT: Thing = Thing::without_page::<PaymentId>();

fn invoice(about: About) -> Option<String> {
    about.subject.map(|id| urls::invoice(InvoiceId::from(id)))
}

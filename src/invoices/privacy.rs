//! Invoices in exports and erasures. Sent invoices stay as they were printed after an erasure, since bookkeeping requires it. The
//! reasons of reversals are erased with their client: `erase_reversals_of_client`.

use crate::room::Privacy;

/// The room's part of exports and erasures.
pub const PRIVACY: Privacy = Privacy {
    of_client: &[
        (
            "invoices",
            "select to_jsonb(t) - 'pdf_blob_id' as row from invoices t where client_id = $1 and status <> 'draft' order by id limit 500 offset $2",
        ),
        (
            "invoice_lines",
            "select to_jsonb(t) as row from invoice_lines t join invoices i on i.studio_id = t.studio_id and i.id = t.invoice_id
            where t.client_id = $1 and i.status <> 'draft' order by t.invoice_id, t.position limit 500 offset $2",
        ),
        (
            "payments",
            "select to_jsonb(t) - 'idempotency_key' as row from payments t where client_id = $1 order by id limit 500 offset $2",
        ),
        (
            "payment_allocations",
            "select to_jsonb(t) as row from payment_allocations t where client_id = $1 order by payment_id, invoice_id limit 500 offset $2",
        ),
        (
            "payment_reversals",
            "select to_jsonb(t) as row from payment_reversals t where client_id = $1 order by payment_id limit 500 offset $2",
        ),
        (
            "client_credit",
            "select to_jsonb(t) as row from client_credit t where client_id = $1 order by payment_id limit 500 offset $2",
        ),
    ],
    files_of_client: &[
        "select * from (select 'invoices/' || i.id || '.pdf' as path, i.pdf_blob_id as blob_id, b.size_bytes from invoices i
                join blobs b on b.studio_id = i.studio_id and b.id = i.pdf_blob_id where i.client_id = $1) enclosed
            where path > $2 order by path limit 500",
    ],
    erase_client: &[
        "delete from invoices where client_id = $1 and status = 'draft' and ($2, $3, $4, $5) is not null",
    ],
    ..Privacy::NOTHING
};

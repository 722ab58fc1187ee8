//! The statements of sending and voiding, and about the sender.

use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    sql_types::{Integer, Text},
};

use super::parties::Parties;
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    invoices::{
        model::{Invoice, NotSent, Sending},
        rules::{Number, Sent, Status},
    },
    kernel::{
        Series,
        ids::{BlobId, InvoiceId, UserId},
        sha256::Sha256,
    },
    schema::{invoice_counters, invoice_sendings, invoices, users},
};

/// The next number of a series. It is not reserved: another transaction may take it first.
pub fn next_number(tx: &mut Tx, series: Series) -> AppResult<Number> {
    let counter = invoice_counters::table.filter(invoice_counters::series.eq(series.as_str()));
    let next: Option<i32> = counter.select(invoice_counters::next).first(tx.conn()).optional()?;
    Ok(Number::new(series, next.unwrap_or(1).into()))
}

/// The sending of a draft that is on its way, or whose last sending failed.
pub fn find(tx: &mut Tx, id: InvoiceId) -> AppResult<Option<Sending>> {
    let row = invoice_sendings::table.filter(invoice_sendings::invoice_id.eq(id));
    Ok(row.select(Sending::as_select()).first(tx.conn()).optional()?)
}

/// Puts a draft on its way in the name of the acting user, who has seen what `shown` describes. From then on, triggers refuse any
/// change of the draft.
pub fn begin(tx: &mut Tx, draft: &Invoice, at: DateTime<Utc>, shown: &str) -> AppResult<()> {
    end(tx, draft.id)?;
    let by = tx.scope.user;
    diesel::insert_into(invoice_sendings::table)
        .values((
            invoice_sendings::invoice_id.eq(draft.id),
            invoice_sendings::client_id.eq(draft.client_id),
            invoice_sendings::sends_at.eq(at),
            invoice_sendings::shown.eq(shown),
            by.map(|by| invoice_sendings::asked_by.eq(by)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Records that a draft could not be sent.
pub fn fail(tx: &mut Tx, id: InvoiceId, why: NotSent) -> AppResult<()> {
    diesel::update(invoice_sendings::table.filter(invoice_sendings::invoice_id.eq(id)))
        .set((invoice_sendings::sends_at.eq(None::<DateTime<Utc>>), invoice_sendings::fault.eq(why.code())))
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes the record that an invoice is on its way or could not be sent.
pub fn end(tx: &mut Tx, id: InvoiceId) -> AppResult<()> {
    let row = invoice_sendings::table.filter(invoice_sendings::invoice_id.eq(id));
    diesel::delete(row).execute(tx.conn())?;
    Ok(())
}

/// The name of a sender.
pub fn name_of(tx: &mut Tx, sender: UserId) -> AppResult<String> {
    let row = users::table.filter(users::id.eq(sender)).select(users::name);
    Ok(row.first(tx.conn()).optional()?.unwrap_or_default())
}

/// Whether a user has been erased: then nothing new may be recorded in their name.
pub fn is_erased(tx: &mut Tx, sender: UserId) -> AppResult<bool> {
    let erased = users::table.filter(users::id.eq(sender)).filter(users::erased_at.is_not_null());
    Ok(diesel::select(diesel::dsl::exists(erased)).get_result(tx.conn())?)
}

/// Whether a user may send invoices: an active account that does not belong to a client.
pub fn may_send(tx: &mut Tx, sender: UserId) -> AppResult<bool> {
    let worker = users::table
        .filter(users::id.eq(sender))
        .filter(users::state.eq("active"))
        .filter(users::client_id.is_null());
    Ok(diesel::select(diesel::dsl::exists(worker)).get_result(tx.conn())?)
}

/// Takes the next number of a series. The counter's row stays locked until the transaction ends, and a rollback returns the number, so
/// there are no gaps.
pub fn take_number(tx: &mut Tx, series: Series) -> AppResult<Number> {
    #[derive(QueryableByName)]
    struct Taken {
        #[diesel(sql_type = Integer)]
        taken: i32,
    }
    let Taken { taken } = diesel::sql_query(
        "insert into invoice_counters as counter (series, next) values ($1, 2)
            on conflict (studio_id, series) do update set next = counter.next + 1 returning next - 1 as taken",
    )
    .bind::<Text, _>(series.as_str())
    .get_result(tx.conn())?;
    Ok(Number::new(series, taken.into()))
}

/// Marks a draft as sent, with its number, both parties and its PDF. From then on, a trigger refuses any change except payment and
/// voiding.
pub fn freeze(
    tx: &mut Tx,
    id: InvoiceId,
    sent: &Sent,
    parties: &Parties,
    (pdf, digest): (BlobId, Sha256),
) -> AppResult<()> {
    let json = |party| serde_json::to_value(party).map_err(AppError::internal);
    let (now, by) = (tx.now, tx.actor);
    diesel::update(invoices::table.filter(invoices::id.eq(id)))
        .set((
            invoices::status.eq(Status::Sent),
            invoices::series.eq(sent.number.series().as_str()),
            invoices::sequence.eq(i32::try_from(sent.number.count()).map_err(AppError::internal)?),
            invoices::number.eq(sent.number.to_string()),
            invoices::issued_on.eq(sent.sent_on),
            invoices::due_on.eq(sent.due_on),
            invoices::studio_party.eq(json(parties.studio.party())?),
            invoices::client_party.eq(json(parties.client.party())?),
            invoices::pdf_blob_id.eq(pdf),
            invoices::pdf_sha256.eq(digest),
            invoices::sent_at.eq(now),
            invoices::sent_by.eq(by),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Marks a sent invoice as void.
pub fn mark_void(tx: &mut Tx, id: InvoiceId) -> AppResult<()> {
    let now = tx.now;
    diesel::update(invoices::table.filter(invoices::id.eq(id)))
        .set((invoices::status.eq(Status::Void), invoices::voided_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

//! What sending and voiding write.

use diesel::{
    prelude::*,
    sql_types::{Integer, Text},
};

use super::parties::Parties;
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    invoices::rules::{Number, Sent, Status},
    kernel::{
        Series,
        ids::{BlobId, InvoiceId},
        sha256::Sha256,
    },
    schema::{invoice_counters, invoices},
};

/// The next number of a series. It is not taken: by the time it is, it may be another.
pub fn next_number(tx: &mut Tx, series: Series) -> AppResult<Number> {
    let counter = invoice_counters::table.filter(invoice_counters::series.eq(series.as_str()));
    let next: Option<i32> = counter.select(invoice_counters::next).first(tx.conn()).optional()?;
    Ok(Number::new(series, next.unwrap_or(1).into()))
}

/// Takes the next number of a series. The counter's row stays locked until the transaction ends, and a transaction that is
/// given up gives its number back: there are no gaps.
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

/// Marks a draft as sent, with its number, both parties and its PDF. After this a trigger refuses any other change.
pub fn freeze(
    tx: &mut Tx,
    id: InvoiceId,
    sent: &Sent,
    parties: &Parties,
    (pdf, digest): (BlobId, Sha256),
) -> AppResult<()> {
    let json = |party| serde_json::to_value(party).map_err(AppError::internal);
    let (now, by) = (tx.now, tx.scope.user);
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

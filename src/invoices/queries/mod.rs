//! The room's SQL. Every read starts from [`visible`].

pub mod credit;
pub mod drafts;
pub mod open;
pub mod parties;
pub mod payments;
pub mod sending;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    dsl,
    pg::Pg,
    prelude::*,
    sql_types::{self, Bool, Text, Timestamptz},
};

use super::{
    model::{Entry, Invoice, Line},
    rules::{Standing, Status},
};
use crate::{
    access::Scope,
    db::Tx,
    error::AppResult,
    kernel::{
        ids::{ClientId, InvoiceId, ProjectId},
        paging::cut,
    },
    prepared::fixed,
    schema::{clients, invoice_lines, invoices},
};

/// The number of invoices on a page of a list.
const PAGE: usize = 50;

/// The invoices in this scope: a client's users see their company's, without drafts.
pub fn visible(scope: Scope) -> invoices::BoxedQuery<'static, Pg> {
    let all = invoices::table.into_boxed();
    match scope.client() {
        Some(client) => all.filter(invoices::client_id.eq(client)).filter(invoices::status.ne(Status::Draft)),
        None => all,
    }
}

/// The filter of a list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub standing: Option<Standing>,
    pub client: Option<ClientId>,
    pub project: Option<ProjectId>,
    /// The last invoice of the previous page.
    pub before: Option<InvoiceId>,
}

/// When an invoice was sent, or infinity if it was not. Written as `case`, like its indexes: with `coalesce`, row-level security keeps
/// the condition from using an index.
macro_rules! sent {
    ($rest:literal) => {
        concat!(
            "(case when invoices.sent_at is null then 'infinity'::timestamptz else invoices.sent_at end",
            $rest
        )
    };
}
/// The order of invoices: drafts first, newest first, then sent invoices by time of sending, latest first, which is also the order of
/// numbers.
const IN_ORDER: &str = sent!(") desc, invoices.id desc");
/// A client sees no drafts; the condition is stated so that the index scan skips them.
const SENT: &str = sent!(" < 'infinity'::timestamptz)");
/// Whether a draft is on its way. A client's users see none.
const IS_SENDING: &str = "invoices.status = 'draft' and exists (select from invoice_sendings s
    where s.studio_id = invoices.studio_id and s.invoice_id = invoices.id and s.sends_at is not null)";
const AFTER_SENT: &str = sent!(", invoices.id) < ($1, $2)");
const AFTER_DRAFT: &str = sent!(", invoices.id) < ('infinity'::timestamptz, $1)");

/// A page of invoices in order, and whether more follow.
pub fn list(tx: &mut Tx, filter: &Filter, today: NaiveDate) -> AppResult<(Vec<Entry>, bool)> {
    let mut query = visible(tx.scope);
    if tx.scope.client().is_some() {
        query = query.filter(fixed::<Bool>(SENT));
    }
    if let Some(client) = filter.client {
        query = query.filter(invoices::client_id.eq(client));
    }
    if let Some(project) = filter.project {
        query = query.filter(invoices::project_id.eq(project));
    }
    if let Some(last) = filter.before {
        // If it has been sent or removed since, its position is lost: the list starts again from the beginning.
        let place = visible(tx.scope).filter(invoices::id.eq(last)).select(invoices::sent_at);
        query = match place.first::<Option<DateTime<Utc>>>(tx.conn()).optional()? {
            None => query,
            Some(Some(at)) => query.filter(
                fixed::<Bool>(AFTER_SENT).bind::<Timestamptz, _>(at).bind::<sql_types::Uuid, _>(last),
            ),
            Some(None) => query.filter(fixed::<Bool>(AFTER_DRAFT).bind::<sql_types::Uuid, _>(last)),
        };
    }
    if let Some(standing) = filter.standing {
        query = standing_is(query, standing, today);
    }
    let mut rows: Vec<(Invoice, String, bool)> = query
        .inner_join(
            clients::table
                .on(clients::studio_id.eq(invoices::studio_id).and(clients::id.eq(invoices::client_id))),
        )
        .order(fixed::<Text>(IN_ORDER))
        .limit(PAGE as i64 + 1)
        .select((Invoice::as_select(), clients::name, fixed::<Bool>(IS_SENDING)))
        .load(tx.conn())?;
    let more = cut(&mut rows, PAGE).is_some();
    let entry = |(invoice, client_name, is_sending): (Invoice, String, bool)| Entry {
        standing: invoice.standing(today),
        invoice,
        client_name,
        is_sending,
    };
    Ok((rows.into_iter().map(entry).collect(), more))
}

/// The name of the client that a list is filtered by. Returns `None` if there is no such client.
pub fn client_name(tx: &mut Tx, client: ClientId) -> AppResult<Option<String>> {
    let row = clients::table.filter(clients::id.eq(client)).select(clients::name);
    Ok(row.first(tx.conn()).optional()?)
}

/// The same as [`super::rules::standing`], in SQL.
fn standing_is(
    query: invoices::BoxedQuery<'static, Pg>,
    standing: Standing,
    today: NaiveDate,
) -> invoices::BoxedQuery<'static, Pg> {
    let sent = || invoices::status.eq(Status::Sent);
    let open = || invoices::paid_minor.lt(invoices::total_minor);
    let late = || invoices::due_on.lt(today).assume_not_null();
    match standing {
        Standing::Draft => query.filter(invoices::status.eq(Status::Draft)),
        Standing::Void => query.filter(invoices::status.eq(Status::Void)),
        Standing::Paid => query.filter(sent()).filter(dsl::not(open())),
        Standing::Overdue => query.filter(sent()).filter(open()).filter(late()),
        Standing::PartiallyPaid => {
            query.filter(sent()).filter(open()).filter(dsl::not(late())).filter(invoices::paid_minor.gt(0))
        }
        Standing::Sent => {
            query.filter(sent()).filter(open()).filter(dsl::not(late())).filter(invoices::paid_minor.eq(0))
        }
    }
}

/// Finds an invoice.
///
/// # Errors
/// Not found, also if the viewer may not see it.
pub fn find(tx: &mut Tx, id: InvoiceId) -> AppResult<Invoice> {
    Ok(visible(tx.scope).filter(invoices::id.eq(id)).select(Invoice::as_select()).first(tx.conn())?)
}

/// Finds an invoice and locks its row until the transaction ends.
///
/// # Errors
/// Not found, also if the viewer may not see it.
pub fn lock(tx: &mut Tx, id: InvoiceId) -> AppResult<Invoice> {
    // Two statements, since a boxed query cannot lock: the first checks visibility, the second locks the row.
    let id = find(tx, id)?.id;
    let row = invoices::table.filter(invoices::id.eq(id)).select(Invoice::as_select());
    Ok(row.for_no_key_update().first(tx.conn())?)
}

/// An invoice's lines, in order.
pub fn lines(tx: &mut Tx, id: InvoiceId) -> AppResult<Vec<Line>> {
    let lines = invoice_lines::table.filter(invoice_lines::invoice_id.eq(id)).order(invoice_lines::position);
    Ok(lines.select(Line::as_select()).load(tx.conn())?)
}

//! Sending: the number taken, the parties and the PDF frozen, the mail on its way, all or nothing. And voiding.

use diesel::{
    prelude::*,
    sql_types::{Integer, Text},
};
use serde_json::json;

use super::{lines, lock};
use crate::{
    audit,
    db::Tx,
    error::{AppError, AppResult},
    invoices::{
        document, mail,
        model::{Invoice, Party},
        rules::{self, Number, Series, Status},
    },
    kernel::{
        email_address::EmailAddress,
        ids::{InvoiceId, UserId},
        locale::Locale,
        sha256::Sha256,
        time::Zone,
    },
    live::events::{self, Event},
    schema::{clients, invoices, projects, studios, users},
    storage,
};

/// What of the studio an invoice carries.
#[derive(Debug, Queryable)]
pub struct Sender {
    name: String,
    address: String,
    tax_id: String,
    email: String,
    bank: String,
    pub zone: Zone,
    series: String,
    pub accent: String,
}

/// What of the client an invoice carries.
#[derive(Debug, Queryable)]
pub struct Recipient {
    name: String,
    address: String,
    tax_id: String,
    email: String,
    pub locale: Locale,
}

impl Sender {
    /// As it is frozen with the invoice.
    pub fn party(&self) -> Party {
        Party {
            name: self.name.clone(),
            address: self.address.clone(),
            tax_id: self.tax_id.clone(),
            email: self.email.clone(),
            bank: self.bank.clone(),
        }
    }
}

impl Recipient {
    /// As it is frozen with the invoice.
    pub fn party(&self) -> Party {
        let (name, address, tax_id) = (self.name.clone(), self.address.clone(), self.tax_id.clone());
        Party { name, address, tax_id, email: self.email.clone(), bank: String::new() }
    }
}

/// The two sides of an invoice, as they are today, and its project's name.
///
/// # Errors
/// As Postgres answers.
pub fn sides(tx: &mut Tx, invoice: &Invoice) -> AppResult<(Sender, Recipient, String)> {
    let sender = studios::table
        .select((
            studios::name,
            studios::address,
            studios::tax_id,
            studios::email,
            studios::bank,
            studios::zone,
            studios::invoice_prefix,
            studios::accent,
        ))
        .first(tx.conn())?;
    let recipient = clients::table
        .filter(clients::id.eq(invoice.client_id))
        .select((clients::name, clients::address, clients::tax_id, clients::email, clients::locale))
        .first(tx.conn())?;
    let project =
        projects::table.filter(projects::id.nullable().eq(invoice.project_id)).select(projects::name);
    Ok((sender, recipient, project.first(tx.conn()).optional()?.unwrap_or_default()))
}

/// Sends a draft. `base_url` begins the link in the mail.
///
/// # Errors
/// Conflict, when it was sent or changed meanwhile, or has no lines.
pub fn send(tx: &mut Tx, id: InvoiceId, revision: i32, base_url: &url::Url) -> AppResult<()> {
    let mut invoice = lock(tx, id)?;
    if invoice.status != Status::Draft {
        return Err(AppError::Conflict("invoices-conflict-sent"));
    }
    if invoice.revision != revision {
        return Err(AppError::Conflict("invoices-conflict-changed"));
    }
    let lines = lines(tx, id)?;
    let (sender, recipient, project) = sides(tx, &invoice)?;
    let issued_on = sender.zone.date_of(tx.now);
    let due_on = rules::due_after(issued_on, u16::try_from(invoice.payment_days).unwrap_or_default());
    let series: Series = sender.series.parse().map_err(AppError::internal)?;
    let number = take_number(tx, series)?;
    let draft = rules::Draft { lines: lines.len(), total: invoice.total() };
    let sent =
        draft.send(number, issued_on, due_on).map_err(|_| AppError::Conflict("invoices-conflict-empty"))?;

    invoice.number = Some(sent.number.to_string());
    invoice.issued_on = Some(sent.sent_on);
    invoice.due_on = Some(sent.due_on);
    invoice.sent_at = Some(tx.now);
    let pdf = document::print(
        &invoice,
        &lines,
        &sender.party(),
        &recipient.party(),
        &project,
        &sender.accent,
        recipient.locale,
    )?;
    let blob = storage::put_bytes(tx, Some(invoice.client_id), &pdf)?;
    freeze(tx, &invoice, &sent, &sender, &recipient, (blob, Sha256::of(&pdf)))?;

    let facts =
        json!({ "number": invoice.number, "total_minor": invoice.total_minor, "currency": invoice.currency });
    let event = match invoice.project_id {
        Some(project) => Event::new("invoice.sent").of_project(invoice.client_id, project),
        None => Event::new("invoice.sent").of_client(invoice.client_id),
    };
    events::record(tx, event.about(id.uuid()).with(facts.clone()))?;
    audit::record(tx, "invoice.sent", Some(("invoice", id.uuid())), facts)?;
    mail::invoice_sent(tx, &invoice, &sender.party(), recipient.locale, blob, base_url)
}

/// Takes the next number of a series. The counter's row stays locked until the transaction ends, and a transaction that is
/// given up gives its number back: there are no gaps.
fn take_number(tx: &mut Tx, series: Series) -> AppResult<Number> {
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

fn freeze(
    tx: &mut Tx,
    invoice: &Invoice,
    sent: &rules::Sent,
    sender: &Sender,
    recipient: &Recipient,
    (blob, digest): (crate::kernel::ids::BlobId, Sha256),
) -> AppResult<()> {
    let (now, by) = (tx.now, tx.scope.user);
    diesel::update(invoices::table.filter(invoices::id.eq(invoice.id)))
        .set((
            invoices::status.eq(Status::Sent),
            invoices::series.eq(sent.number.series().as_str()),
            invoices::sequence.eq(i32::try_from(sent.number.count()).map_err(AppError::internal)?),
            invoices::number.eq(sent.number.to_string()),
            invoices::issued_on.eq(sent.sent_on),
            invoices::due_on.eq(sent.due_on),
            invoices::studio_party.eq(serde_json::to_value(sender.party()).map_err(AppError::internal)?),
            invoices::client_party.eq(serde_json::to_value(recipient.party()).map_err(AppError::internal)?),
            invoices::pdf_blob_id.eq(blob),
            invoices::pdf_sha256.eq(digest),
            invoices::sent_at.eq(now),
            invoices::sent_by.eq(by),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Voids a sent invoice nothing was paid on. It keeps its number.
///
/// # Errors
/// Conflict, when something was paid, or it is not open any more.
pub fn void(tx: &mut Tx, id: InvoiceId) -> AppResult<()> {
    let invoice = lock(tx, id)?;
    let (Status::Sent, Some(number)) = (invoice.status, &invoice.number) else {
        return Err(AppError::Conflict("invoices-conflict-void"));
    };
    if invoice.paid_minor > 0 {
        return Err(AppError::Conflict("invoices-conflict-paid"));
    }
    let now = tx.now;
    diesel::update(invoices::table.filter(invoices::id.eq(id)))
        .set((invoices::status.eq(Status::Void), invoices::voided_at.eq(now)))
        .execute(tx.conn())?;
    let facts = json!({ "number": number });
    let event = match invoice.project_id {
        Some(project) => Event::new("invoice.voided").of_project(invoice.client_id, project),
        None => Event::new("invoice.voided").of_client(invoice.client_id),
    };
    events::record(tx, event.about(id.uuid()).with(facts.clone()))?;
    audit::record(tx, "invoice.voided", Some(("invoice", id.uuid())), facts)
}

/// An account's id where it is one's, the address, the name.
type Reader = (Option<UserId>, EmailAddress, String);

/// Who is written to: the client's managers, or where there is none yet the client's own address.
///
/// # Errors
/// As Postgres answers.
pub fn recipients(tx: &mut Tx, invoice: &Invoice) -> AppResult<Vec<Reader>> {
    let managers = users::table
        .filter(users::client_id.eq(invoice.client_id))
        .filter(users::standing.eq("manager"))
        .filter(users::state.eq("active"))
        .order(users::id);
    let managers: Vec<Reader> =
        managers.select((users::id.nullable(), users::email, users::name)).load(tx.conn())?;
    if !managers.is_empty() {
        return Ok(managers);
    }
    let client =
        clients::table.filter(clients::id.eq(invoice.client_id)).select((clients::email, clients::name));
    let (email, name): (String, String) = client.first(tx.conn())?;
    Ok(email.parse().map(|email| (None, email, name)).into_iter().collect())
}

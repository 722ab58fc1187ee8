//! Drafts: made, revised, thrown away.

use diesel::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;

use super::{find, lines as lines_of, lock};
use crate::{
    audit::{self, Changing, Thing},
    db::Tx,
    error::{AppError, AppResult},
    invoices::{
        model::{DiscountKind, InvoiceInput, LineInput},
        rules::{Discount, Status, Totals},
    },
    kernel::{
        currency::Currency,
        ids::{ClientId, InvoiceId, InvoiceLineId, ProjectId},
    },
    schema::{clients, invoice_lines, invoices, projects, studios},
};

/// A client as an invoice needs to know it.
#[derive(Debug, Clone, Queryable)]
pub struct Billed {
    pub id: ClientId,
    pub name: String,
    pub currency: Currency,
}

/// What a new invoice is filled with.
#[derive(Debug, Clone, Queryable)]
pub struct Terms {
    pub payment_days: i32,
    pub tax_rate: Decimal,
}

/// The client an invoice is for, and its projects to choose from.
///
/// # Errors
/// Not found, when there is no such client.
pub fn billed(tx: &mut Tx, client: ClientId) -> AppResult<(Billed, Vec<(ProjectId, String)>)> {
    let billed = clients::table
        .filter(clients::id.eq(client))
        .select((clients::id, clients::name, clients::currency))
        .first(tx.conn())?;
    let of_client =
        projects::table.filter(projects::client_id.eq(client)).filter(projects::archived_at.is_null());
    let projects =
        of_client.order(projects::id.desc()).select((projects::id, projects::name)).load(tx.conn())?;
    Ok((billed, projects))
}

/// The clients an invoice may be for.
///
/// # Errors
/// As Postgres answers.
pub fn clients(tx: &mut Tx) -> AppResult<Vec<(ClientId, String)>> {
    let active = clients::table.filter(clients::archived_at.is_null());
    Ok(active.order(clients::name).select((clients::id, clients::name)).load(tx.conn())?)
}

/// The studio's usual terms.
///
/// # Errors
/// As Postgres answers.
pub fn terms(tx: &mut Tx) -> AppResult<Terms> {
    Ok(studios::table.select((studios::payment_days, studios::tax_rate)).first(tx.conn())?)
}

/// Keeps a new draft for a client, in its currency.
///
/// # Errors
/// Not found, when the client or the project is not there.
pub fn draft(tx: &mut Tx, client: ClientId, input: &InvoiceInput) -> AppResult<InvoiceId> {
    let (billed, projects) = billed(tx, client)?;
    check_project(input, &projects)?;
    let (id, author, now) = (InvoiceId::new(), tx.scope.user, tx.now);
    diesel::insert_into(invoices::table)
        .values((
            invoices::id.eq(id),
            invoices::client_id.eq(client),
            invoices::currency.eq(billed.currency),
            invoices::created_by.eq(author),
            invoices::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    keep(tx, id, client, billed.currency, input)?;
    let facts =
        json!({ "client_id": client, "total_minor": find(tx, id)?.total_minor, "currency": billed.currency });
    audit::record(tx, "invoice.drafted", Some(("invoice", id.uuid())), facts)?;
    Ok(id)
}

/// Keeps what was changed of a draft, unless somebody else changed it since the form was filled.
///
/// # Errors
/// Conflict, when the draft was changed or sent meanwhile; not found, when it is gone.
pub fn revise(tx: &mut Tx, id: InvoiceId, revision: i32, input: &InvoiceInput) -> AppResult<()> {
    let invoice = lock(tx, id)?;
    if invoice.status != Status::Draft {
        return Err(AppError::Conflict("invoices-conflict-sent"));
    }
    if invoice.revision != revision {
        return Err(AppError::Conflict("invoices-conflict-changed"));
    }
    let (_, projects) = billed(tx, invoice.client_id)?;
    check_project(input, &projects)?;
    let change = Changing::begin(tx, Thing::Invoice, id.uuid())?;
    diesel::delete(invoice_lines::table.filter(invoice_lines::invoice_id.eq(id))).execute(tx.conn())?;
    keep(tx, id, invoice.client_id, invoice.currency, input)?;
    change.record(tx, "invoice.changed")
}

/// Throws a draft away.
///
/// # Errors
/// Conflict, when it was sent meanwhile; not found, when it is gone.
pub fn remove(tx: &mut Tx, id: InvoiceId) -> AppResult<()> {
    let draft =
        invoices::table.filter(invoices::id.eq(find(tx, id)?.id)).filter(invoices::status.eq(Status::Draft));
    let change = Changing::begin(tx, Thing::Invoice, id.uuid())?;
    match diesel::delete(draft).execute(tx.conn())? {
        0 => Err(AppError::Conflict("invoices-conflict-sent")),
        _ => change.record(tx, "invoice.removed"),
    }
}

fn check_project(input: &InvoiceInput, projects: &[(ProjectId, String)]) -> AppResult<()> {
    let known = input.project_id.is_none_or(|chosen| projects.iter().any(|(id, _)| *id == chosen));
    if known { Ok(()) } else { Err(AppError::NotFound) }
}

fn keep(
    tx: &mut Tx,
    id: InvoiceId,
    client: ClientId,
    currency: Currency,
    input: &InvoiceInput,
) -> AppResult<()> {
    insert_lines(tx, id, client, &input.lines)?;
    let (kind, percent, amount) = match input.discount {
        Discount::None => (DiscountKind::None, None, None),
        Discount::Percent(percent) => (DiscountKind::Percent, Some(percent), None),
        Discount::Amount(amount) => (DiscountKind::Amount, None, Some(amount.minor)),
    };
    diesel::update(invoices::table.filter(invoices::id.eq(id)))
        .set((
            invoices::project_id.eq(input.project_id),
            invoices::payment_days.eq(input.payment_days),
            invoices::tax_mode.eq(input.tax_mode),
            invoices::discount_kind.eq(kind),
            invoices::discount_percent.eq(percent),
            invoices::discount_amount_minor.eq(amount),
            invoices::note.eq(&input.note),
            invoices::revision.eq(invoices::revision + 1),
        ))
        .execute(tx.conn())?;
    let invoice = find(tx, id)?;
    let lines = lines_of(tx, id)?;
    debug_assert_eq!(invoice.currency, currency);
    keep_totals(tx, id, &invoice.totals(&lines).map_err(|fault| AppError::Internal(format!("{fault:?}")))?)
}

/// Keeps the sums, so that lists need not add up lines.
pub fn keep_totals(tx: &mut Tx, id: InvoiceId, totals: &Totals) -> AppResult<()> {
    diesel::update(invoices::table.filter(invoices::id.eq(id)))
        .set((
            invoices::subtotal_minor.eq(totals.subtotal.minor),
            invoices::discount_minor.eq(totals.discount.minor),
            invoices::tax_minor.eq(totals.tax.minor),
            invoices::total_minor.eq(totals.total.minor),
        ))
        .execute(tx.conn())?;
    Ok(())
}

fn insert_lines(tx: &mut Tx, id: InvoiceId, client: ClientId, lines: &[LineInput]) -> AppResult<()> {
    let rows: Vec<_> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let amount =
                line.counted().amount().ok_or_else(|| AppError::internal("a checked line has an amount"))?;
            Ok((
                invoice_lines::id.eq(InvoiceLineId::new()),
                invoice_lines::client_id.eq(client),
                invoice_lines::invoice_id.eq(id),
                invoice_lines::position.eq(at as i32),
                invoice_lines::description.eq(&line.description),
                invoice_lines::quantity.eq(line.quantity),
                invoice_lines::unit.eq(&line.unit),
                invoice_lines::unit_price_minor.eq(line.unit_price.minor),
                invoice_lines::tax_rate.eq(line.tax_rate),
                invoice_lines::amount_minor.eq(amount.minor),
            ))
        })
        .collect::<AppResult<_>>()?;
    diesel::insert_into(invoice_lines::table).values(rows).execute(tx.conn())?;
    Ok(())
}

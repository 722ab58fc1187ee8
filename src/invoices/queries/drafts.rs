//! Drafts, and the choices and default values of their forms.

use diesel::{prelude::*, sql_types::Text};
use rust_decimal::Decimal;

use crate::{
    clients::NAME_IN_ORDER,
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
    prepared::fixed,
    schema::{clients, invoice_lines, invoices, projects, studios},
};

/// The client data that an invoice needs.
#[derive(Debug, Clone, Queryable)]
pub struct Billed {
    pub id: ClientId,
    pub name: String,
    pub currency: Currency,
}

/// A project that can be chosen for an invoice.
#[derive(Debug, Clone, Queryable)]
pub struct BilledProject {
    pub id: ProjectId,
    pub name: String,
    pub archived: bool,
}

/// The default values of a new invoice.
#[derive(Debug, Clone, Queryable)]
pub struct Terms {
    pub payment_days: i32,
    pub tax_rate: Decimal,
}

/// The client of an invoice, and the projects to choose from: those that are not archived, and the one already chosen, `kept`, if it
/// belongs to the client.
///
/// # Errors
/// Not found if the client does not exist or has been erased.
pub fn billed(
    tx: &mut Tx,
    client: ClientId,
    kept: Option<ProjectId>,
) -> AppResult<(Billed, Vec<BilledProject>)> {
    let billed = clients::table
        .filter(clients::id.eq(client))
        .filter(clients::erased_at.is_null())
        .select((clients::id, clients::name, clients::currency))
        .first(tx.conn())?;
    let columns = (projects::id, projects::name, projects::archived_at.is_not_null());
    let of_client = || projects::table.filter(projects::client_id.eq(client)).select(columns);
    let mut projects: Vec<BilledProject> =
        of_client().filter(projects::archived_at.is_null()).order(projects::id.desc()).load(tx.conn())?;
    let kept = kept.filter(|kept| projects.iter().all(|project| project.id != *kept));
    if let Some(kept) = kept {
        projects.extend(of_client().filter(projects::id.eq(kept)).first(tx.conn()).optional()?);
    }
    Ok((billed, projects))
}

/// The clients that can be chosen for an invoice.
pub fn clients(tx: &mut Tx) -> AppResult<Vec<(ClientId, String)>> {
    let active = clients::table.filter(clients::archived_at.is_null());
    Ok(active.order(fixed::<Text>(NAME_IN_ORDER)).select((clients::id, clients::name)).load(tx.conn())?)
}

/// The studio's usual terms.
pub fn terms(tx: &mut Tx) -> AppResult<Terms> {
    Ok(studios::table.select((studios::payment_days, studios::tax_rate)).first(tx.conn())?)
}

/// Inserts an empty draft for a client.
pub fn insert(tx: &mut Tx, billed: &Billed) -> AppResult<InvoiceId> {
    let (id, author, now) = (InvoiceId::new(), tx.scope.user, tx.now);
    diesel::insert_into(invoices::table)
        .values((
            invoices::id.eq(id),
            invoices::client_id.eq(billed.id),
            invoices::currency.eq(billed.currency),
            invoices::created_by.eq(author),
            invoices::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(id)
}

/// Deletes a draft.
pub fn delete(tx: &mut Tx, id: InvoiceId) -> AppResult<()> {
    let draft = invoices::table.filter(invoices::id.eq(id)).filter(invoices::status.eq(Status::Draft));
    diesel::delete(draft).execute(tx.conn())?;
    Ok(())
}

/// Updates the terms of a draft and increments its revision. Its lines and totals are saved by [`replace_lines`] and [`save_totals`].
pub fn update(tx: &mut Tx, id: InvoiceId, input: &InvoiceInput) -> AppResult<()> {
    let (kind, percent, amount) = match input.discount {
        Discount::None => (DiscountKind::None, None, None),
        Discount::Percent(percent) => (DiscountKind::Percent, Some(percent), None),
        Discount::Amount(amount) => (DiscountKind::Amount, None, Some(amount.minor)),
    };
    diesel::update(invoices::table.filter(invoices::id.eq(id)))
        .set((
            input,
            invoices::discount_kind.eq(kind),
            invoices::discount_percent.eq(percent),
            invoices::discount_amount_minor.eq(amount),
            invoices::revision.eq(invoices::revision + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Saves the totals, so that lists need not add up lines.
pub fn save_totals(tx: &mut Tx, id: InvoiceId, totals: &Totals) -> AppResult<()> {
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

/// Replaces a draft's lines.
pub fn replace_lines(tx: &mut Tx, id: InvoiceId, client: ClientId, lines: &[LineInput]) -> AppResult<()> {
    diesel::delete(invoice_lines::table.filter(invoice_lines::invoice_id.eq(id))).execute(tx.conn())?;
    let rows: Vec<_> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let amount =
                line.counted().amount().ok_or_else(|| AppError::internal("a checked line has an amount"))?;
            let (whole, fraction) = line.unit_price.parts();
            Ok((
                invoice_lines::id.eq(InvoiceLineId::new()),
                invoice_lines::client_id.eq(client),
                invoice_lines::invoice_id.eq(id),
                invoice_lines::position.eq(at as i32),
                invoice_lines::description.eq(&line.description),
                invoice_lines::quantity.eq(line.quantity),
                invoice_lines::unit.eq(&line.unit),
                invoice_lines::unit_price_minor.eq(whole),
                invoice_lines::unit_price_fraction.eq(fraction),
                invoice_lines::tax_rate.eq(line.tax_rate),
                invoice_lines::amount_minor.eq(amount.minor),
            ))
        })
        .collect::<AppResult<_>>()?;
    diesel::insert_into(invoice_lines::table).values(rows).execute(tx.conn())?;
    Ok(())
}

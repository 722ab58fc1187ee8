//! Creating, revising and removing drafts.

use serde_json::json;

use super::send::check_draft;
use crate::{
    audit::{self, Changing},
    db::Tx,
    error::{AppError, AppResult},
    invoices::{
        kinds::{AuditKind, INVOICE},
        model::InvoiceInput,
        queries::{self, drafts},
        rules::Totals,
    },
    kernel::ids::{ClientId, InvoiceId, ProjectId},
};

/// Creates a draft for a client, in its currency.
///
/// # Errors
/// Not found, when the client or the project does not exist.
pub fn create_draft(tx: &mut Tx, client: ClientId, input: &InvoiceInput) -> AppResult<InvoiceId> {
    let (billed, projects) = drafts::billed(tx, client)?;
    check_project(input, &projects)?;
    let id = drafts::insert(tx, &billed)?;
    let totals = save(tx, id, client, input)?;
    let facts =
        json!({ "client_id": client, "total_minor": totals.total.minor, "currency": billed.currency });
    audit::record(tx, AuditKind::Drafted, id, facts)?;
    Ok(id)
}

/// Saves what was changed of a draft. `revision` is the draft that the form was filled with.
///
/// # Errors
/// Conflict, when the draft was changed or sent meanwhile; not found, when it was removed.
pub fn revise_draft(tx: &mut Tx, id: InvoiceId, revision: i32, input: &InvoiceInput) -> AppResult<()> {
    let invoice = queries::lock(tx, id)?;
    check_draft(&invoice, revision)?;
    let (_, projects) = drafts::billed(tx, invoice.client_id)?;
    check_project(input, &projects)?;
    let change = Changing::begin(tx, INVOICE, id)?;
    save(tx, id, invoice.client_id, input)?;
    change.record(tx, AuditKind::Changed)
}

/// Deletes a draft.
///
/// # Errors
/// Conflict, when it was sent meanwhile; not found, when it was removed already.
pub fn remove_draft(tx: &mut Tx, id: InvoiceId) -> AppResult<()> {
    let id = queries::find(tx, id)?.id;
    let change = Changing::begin(tx, INVOICE, id)?;
    if !drafts::delete(tx, id)? {
        return Err(AppError::Conflict("invoices-conflict-sent"));
    }
    change.record(tx, AuditKind::Removed)
}

fn check_project(input: &InvoiceInput, projects: &[(ProjectId, String)]) -> AppResult<()> {
    let known = input.project_id.is_none_or(|chosen| projects.iter().any(|(id, _)| *id == chosen));
    if known { Ok(()) } else { Err(AppError::NotFound) }
}

/// Saves the lines and terms of a draft, and the totals that follow from them.
fn save(tx: &mut Tx, id: InvoiceId, client: ClientId, input: &InvoiceInput) -> AppResult<Totals> {
    drafts::replace_lines(tx, id, client, &input.lines)?;
    drafts::update(tx, id, input)?;
    let invoice = queries::find(tx, id)?;
    let lines = queries::lines(tx, id)?;
    let totals = invoice.totals(&lines).map_err(|fault| AppError::Internal(format!("{fault:?}")))?;
    drafts::save_totals(tx, id, &totals)?;
    Ok(totals)
}

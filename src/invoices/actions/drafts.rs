//! Creating, revising and removing drafts.

use serde_json::{Value, json};

use super::{check_draft, is_on_its_way};
use crate::{
    audit::{self, Changing},
    db::Tx,
    error::{AppError, AppResult},
    events::{self, Event},
    invoices::{
        kinds::{AuditKind, EventKind, INVOICE},
        model::{Invoice, InvoiceInput, Line},
        queries::{
            self, drafts,
            parties::{self, Parties},
            sending,
        },
        rules::{Status, Totals},
    },
    kernel::ids::{ClientId, InvoiceId, ProjectId},
};

/// What happened to a draft while somebody else changed it.
pub enum Meanwhile {
    /// This is how it stands now.
    Changed(Box<Invoice>, Vec<Line>),
    /// It is being sent: this can be taken back.
    Sending,
    /// It is an invoice now.
    Sent(Box<Invoice>),
    Removed,
}

/// Creates a draft for a client, in its currency.
///
/// # Errors
/// Not found, when the client or the project does not exist.
pub fn create_draft(tx: &mut Tx, client: ClientId, input: &InvoiceInput) -> AppResult<InvoiceId> {
    let billed = check_project(tx, client, input, None)?;
    let id = drafts::insert(tx, &billed)?;
    let (draft, totals) = save(tx, id, client, input)?;
    let mut facts = of_whom(&draft, &parties::current(tx, &draft)?);
    facts["total_minor"] = json!(totals.total.minor);
    facts["currency"] = json!(billed.currency);
    audit::record(tx, AuditKind::Drafted, id, facts)?;
    Ok(id)
}

/// Saves what was changed of a draft. `revision` is the draft that the form was filled with; where it is not that draft any more, nothing
/// is saved and what happened is answered.
///
/// # Errors
/// Not found, when the project is none of the client's; conflict, when it was archived and is not the draft's already.
pub fn revise_draft(
    tx: &mut Tx,
    id: InvoiceId,
    revision: i32,
    input: &InvoiceInput,
) -> AppResult<Result<(), Meanwhile>> {
    let invoice = match queries::lock(tx, id) {
        Err(AppError::NotFound) => return Ok(Err(Meanwhile::Removed)),
        locked => locked?,
    };
    if invoice.status != Status::Draft {
        return Ok(Err(Meanwhile::Sent(invoice.into())));
    }
    if is_on_its_way(tx, &invoice)? {
        return Ok(Err(Meanwhile::Sending));
    }
    if invoice.revision != revision {
        let lines = queries::lines(tx, id)?;
        return Ok(Err(Meanwhile::Changed(invoice.into(), lines)));
    }
    check_project(tx, invoice.client_id, input, invoice.project_id)?;
    let change = Changing::begin(tx, INVOICE, id)?;
    save(tx, id, invoice.client_id, input)?;
    change.record(tx, AuditKind::Changed)?;
    events::record(tx, of_draft(EventKind::DraftChanged, &invoice))?;
    Ok(Ok(()))
}

/// Deletes a draft.
///
/// # Errors
/// Conflict, when it was sent meanwhile, or is being sent ([`SENDING`]); not found, when it was removed already.
pub fn remove_draft(tx: &mut Tx, id: InvoiceId) -> AppResult<()> {
    let draft = queries::lock(tx, id)?;
    check_draft(tx, &draft)?;
    let change = Changing::begin(tx, INVOICE, id)?;
    drafts::delete(tx, id)?;
    events::record(tx, of_draft(EventKind::DraftRemoved, &draft))?;
    change.record(tx, AuditKind::Removed)
}

/// An event about a draft as it was before: the studio's own business, for pages that show it so.
pub(super) fn of_draft(kind: EventKind, before: &Invoice) -> Event {
    Event::new(kind).about(before.id).with(json!({ "revision": before.revision }))
}

/// Whose a draft is, for the audit: as yet it has no number by which an entry could name it. An erasure of the client takes it away.
pub(super) fn of_whom(draft: &Invoice, parties: &Parties) -> Value {
    let (client, project) = (parties.client.party().name, &parties.project);
    let mut facts = json!({ "client_id": draft.client_id, "client": client, "revision": draft.revision });
    if !project.is_empty() {
        facts["project"] = json!(project);
    }
    facts
}

/// Looks whether the project is the client's and not archived; a draft keeps the one it has. Answers the client.
fn check_project(
    tx: &mut Tx,
    client: ClientId,
    input: &InvoiceInput,
    own: Option<ProjectId>,
) -> AppResult<drafts::Billed> {
    let (billed, projects) = drafts::billed(tx, client, input.project_id)?;
    let Some(chosen) = input.project_id else { return Ok(billed) };
    match projects.iter().find(|project| project.id == chosen) {
        None => Err(AppError::NotFound),
        Some(project) if project.archived && own != Some(chosen) => {
            Err(AppError::Conflict("invoices-fault-project-archived"))
        }
        Some(_) => Ok(billed),
    }
}

/// Saves the lines and terms of a draft, and the totals that follow from them.
fn save(tx: &mut Tx, id: InvoiceId, client: ClientId, input: &InvoiceInput) -> AppResult<(Invoice, Totals)> {
    sending::end(tx, id)?;
    drafts::replace_lines(tx, id, client, &input.lines)?;
    drafts::update(tx, id, input)?;
    let invoice = queries::find(tx, id)?;
    let lines = queries::lines(tx, id)?;
    let totals = invoice.totals(&lines).map_err(|fault| AppError::Internal(format!("{fault:?}")))?;
    drafts::save_totals(tx, id, &totals)?;
    Ok((invoice, totals))
}

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

/// What another user did to a draft that was being edited.
pub enum Meanwhile {
    /// It was changed; these are its current contents.
    Changed(Box<Invoice>, Vec<Line>),
    /// Its sending has been requested, and can still be cancelled.
    Sending,
    /// It was sent.
    Sent(Box<Invoice>),
    Removed,
}

/// Creates a draft for a client, in its currency.
///
/// # Errors
/// Not found if the client or the project does not exist.
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

/// Saves the changes to a draft. `revision` is the revision the form was filled from. If the draft has changed since, nothing is saved
/// and the reason is returned.
///
/// # Errors
/// Not found if the project does not belong to the client; conflict if it is archived and the draft was not already assigned to it.
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
/// Conflict if the draft has been sent, or is being sent ([`SENDING`]); not found if it has already been removed.
pub fn remove_draft(tx: &mut Tx, id: InvoiceId) -> AppResult<()> {
    let draft = queries::lock(tx, id)?;
    check_draft(tx, &draft)?;
    let change = Changing::begin(tx, INVOICE, id)?;
    drafts::delete(tx, id)?;
    events::record(tx, of_draft(EventKind::DraftRemoved, &draft))?;
    change.record(tx, AuditKind::Removed)
}

/// An event about the previous revision of a draft. Only the studio sees it; open pages that show that revision are updated.
pub(super) fn of_draft(kind: EventKind, before: &Invoice) -> Event {
    Event::new(kind).about(before.id).with(json!({ "revision": before.revision }))
}

/// Facts that identify a draft in the audit log, since it has no number yet. An erasure of the client deletes them.
pub(super) fn of_whom(draft: &Invoice, parties: &Parties) -> Value {
    let (client, project) = (parties.client.party().name, &parties.project);
    let mut facts = json!({ "client_id": draft.client_id, "client": client, "revision": draft.revision });
    if !project.is_empty() {
        facts["project"] = json!(project);
    }
    facts
}

/// Checks that the project belongs to the client and is not archived; a draft may keep the project it has. Returns the client.
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

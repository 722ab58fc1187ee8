//! Sending with time to take it back: a draft is on its way for some seconds, stays as it is meanwhile, and then a job sends it.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use url::Url;

use super::{
    check_draft,
    drafts::{of_draft, of_whom},
    is_on_its_way,
    send::send_locked,
};
use crate::{
    audit,
    db::Tx,
    error::{AppError, AppResult},
    events::{self, Event},
    invoices::{
        document,
        kinds::{AuditKind, EventKind},
        model::{Concern, Invoice, Line, NotSent, Sending},
        queries::{
            self,
            parties::{self, Parties, Recipient},
            sending,
        },
        rules::{self, Status},
        shown::{SheetPart, Shown},
    },
    jobs::{self, Job},
    kernel::ids::{InvoiceId, UserId},
};

/// The kind of the job that sends a draft.
pub const SEND: &str = "invoices.send";

/// Why a draft that somebody asked to send is not on its way.
pub enum NotBegun {
    /// Since it was looked at, somebody changed the draft, or these parts of what goes out with it. It is not sent.
    Changed { draft: bool, parts: Vec<SheetPart> },
    /// These are concerns that were not seen. It is not sent.
    Unseen(Vec<Concern>),
}

/// Begins to send a draft, unless the same person has begun before. `revision` is the draft that was looked at, `shown` what goes out with
/// it as that was looked at, `seen` the concerns that were told with it.
///
/// # Errors
/// Conflict, when it was sent meanwhile, or somebody else is sending it.
pub fn begin_sending(
    tx: &mut Tx,
    id: InvoiceId,
    revision: i32,
    shown: &Shown,
    seen: &[Concern],
) -> AppResult<Result<InvoiceId, NotBegun>> {
    let draft = queries::lock(tx, id)?;
    let own = sending::find(tx, id)?.filter(|sending| Some(sending.asked_by) == tx.scope.user);
    if own.is_some_and(|sending| sending.sends_at.is_some()) {
        return Ok(Ok(id));
    }
    check_draft(tx, &draft)?;
    let lines = queries::lines(tx, id)?;
    if lines.is_empty() {
        return Err(AppError::Conflict("invoices-conflict-empty"));
    }
    let (parties, to) = (parties::current(tx, &draft)?, parties::recipients(tx, &draft)?);
    let now = Shown::of(&parties, &to)?;
    let (is_changed, parts) =
        (draft.revision != revision, now.clone().and_due(due_today(tx, &draft, &parties))?.missing_in(shown));
    if is_changed || !parts.is_empty() {
        return Ok(Err(NotBegun::Changed { draft: is_changed, parts }));
    }
    let concerns = concerns(&draft, &lines, &parties, &to);
    if concerns.iter().any(|concern| !seen.contains(concern)) {
        return Ok(Err(NotBegun::Unseen(concerns)));
    }
    let at = rules::sends_at(tx.now);
    sending::begin(tx, &draft, at, &now.to_string())?;
    // Whoever works here asks for no jobs but a mail's delivery and an export: this one is ours.
    let job = Job::new(SEND, json!({ "invoice": id, "at": at })).at(at);
    tx.as_system(|tx| jobs::enqueue(tx, job))?;
    events::record(tx, of_draft(EventKind::Sending, &draft))?;
    let facts = of_whom(&draft, &parties);
    audit::record(tx, AuditKind::Sending, id, facts)?;
    Ok(Ok(id))
}

/// By when a draft is to be paid, if it is sent today.
pub fn due_today(tx: &Tx, draft: &Invoice, parties: &Parties) -> NaiveDate {
    let today = parties.studio.zone.date_of(tx.now);
    rules::due_after(today, u16::try_from(draft.payment_days).unwrap_or_default())
}

/// What somebody who sends a draft should know before.
pub fn concerns(draft: &Invoice, lines: &[Line], parties: &Parties, to: &[Recipient]) -> Vec<Concern> {
    let (studio, client) = (parties.studio.party(), parties.client.party());
    let boxes = document::unprintable(draft, lines, [&studio, &client], &parties.project);
    let all = [
        (Concern::Mail, to.is_empty()),
        (Concern::Address, client.address.trim().is_empty()),
        (Concern::Characters, !boxes.is_empty()),
    ];
    all.into_iter().filter(|(_, holds)| *holds).map(|(concern, _)| concern).collect()
}

/// Takes the sending of a draft back; nothing happens where it is not on its way. Answers whether it is a draft.
///
/// # Errors
/// Not found.
pub fn stop_sending(tx: &mut Tx, id: InvoiceId) -> AppResult<bool> {
    let draft = queries::lock(tx, id)?;
    if draft.status != Status::Draft {
        return Ok(false);
    }
    if is_on_its_way(tx, &draft)? {
        sending::end(tx, id)?;
        events::record(tx, of_draft(EventKind::SendingStopped, &draft))?;
        let facts = of_whom(&draft, &parties::current(tx, &draft)?);
        audit::record(tx, AuditKind::SendingStopped, id, facts)?;
    }
    Ok(true)
}

/// Why a draft that was on its way is not sent.
pub enum Unsent {
    /// It is not on its way any more, or not since then: there is nothing to do.
    Over,
    /// It cannot be.
    Because(NotSent),
}

/// Sends a draft that is on its way since somebody asked for `at`, in the name of whoever acts: as they have seen it, or not at all.
///
/// # Errors
/// As [`send_locked`].
pub fn finish_sending(
    tx: &mut Tx,
    id: InvoiceId,
    at: DateTime<Utc>,
    base_url: &Url,
) -> AppResult<Result<(), Unsent>> {
    let Some((draft, asked)) = meant(tx, id, at)? else { return Ok(Err(Unsent::Over)) };
    if !sending::may_send(tx, asked.asked_by)? {
        return Ok(Err(Unsent::Because(NotSent::Sender)));
    }
    let (parties, to) = (parties::current(tx, &draft)?, parties::recipients(tx, &draft)?);
    if let Some(shown) = &asked.shown
        && !Shown::of(&parties, &to)?.missing_in(&Shown::parse(shown)).is_empty()
    {
        return Ok(Err(Unsent::Because(NotSent::Changed)));
    }
    send_locked(tx, &draft, &parties, to, base_url)?;
    let told = Event::new(EventKind::SendingDone).of_client(draft.client_id).about(id);
    events::record(tx, Event { only: Some(asked.asked_by), ..told })?;
    Ok(Ok(()))
}

/// Makes a draft that could not be sent a draft like others again, and tells whoever asked for it, unless they were erased since: then
/// the system must act.
///
/// # Errors
/// As Postgres answers.
pub fn fail_sending(tx: &mut Tx, id: InvoiceId, at: DateTime<Utc>, why: NotSent) -> AppResult<()> {
    let Some((draft, Sending { asked_by: by, .. })) = meant(tx, id, at)? else { return Ok(()) };
    let parties = parties::current(tx, &draft)?;
    sending::fail(tx, id, why)?;
    events::record(tx, of_draft(EventKind::SendingStopped, &draft))?;
    if !sending::is_erased(tx, by)? {
        let told = Event::new(EventKind::NotSent).of_client(draft.client_id).about(id);
        let told = told.with(json!({ "name": parties.client.party().name }));
        events::record(tx, Event { only: Some(by), ..told })?;
    }
    let mut facts = of_whom(&draft, &parties);
    facts["why"] = json!(why);
    audit::record(tx, AuditKind::NotSent, id, facts)
}

/// In whose name a draft is sent; none, where it is not on its way since somebody asked for `at`.
///
/// # Errors
/// As Postgres answers.
pub fn sender(tx: &mut Tx, id: InvoiceId, at: DateTime<Utc>) -> AppResult<Option<Sender>> {
    let Some((_, Sending { asked_by: by, .. })) = meant(tx, id, at)? else { return Ok(None) };
    Ok(Some(if sending::is_erased(tx, by)? { Sender::Erased } else { Sender::Known(by) }))
}

/// Whoever asked for a draft to be sent.
pub enum Sender {
    Known(UserId),
    /// They were erased since: nothing more is done in their name.
    Erased,
}

/// A draft that is on its way since somebody asked for `at`, locked, and what they asked for.
fn meant(tx: &mut Tx, id: InvoiceId, at: DateTime<Utc>) -> AppResult<Option<(Invoice, Sending)>> {
    let draft = match queries::lock(tx, id) {
        Err(AppError::NotFound) => return Ok(None),
        locked => locked?,
    };
    let sending = sending::find(tx, id)?.filter(|sending| sending.sends_at == Some(at));
    Ok(sending.map(|sending| (draft, sending)))
}

//! Sending with a delay: a draft is on its way for some seconds, in which the sending can be cancelled and the draft cannot be changed.
//! Then a job sends it.

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

/// Why a draft whose sending was requested is not on its way.
pub enum NotBegun {
    /// The draft, or these parts of what is sent with it, have changed since the user saw them. It is not sent.
    Changed { draft: bool, parts: Vec<SheetPart> },
    /// There are concerns that the user has not seen. The draft is not sent.
    Unseen(Vec<Concern>),
}

/// Starts sending a draft, unless the same user has already started. `revision` is the revision the user saw, `shown` what was
/// displayed with it, and `seen` the concerns that were displayed.
///
/// # Errors
/// Conflict if it has been sent, or another user is sending it.
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
    // Row-level security lets staff enqueue only mail deliveries and exports, so the system enqueues this job.
    let job = Job::new(SEND, json!({ "invoice": id, "at": at })).at(at);
    tx.as_system(|tx| jobs::enqueue(tx, job))?;
    events::record(tx, of_draft(EventKind::Sending, &draft))?;
    let facts = of_whom(&draft, &parties);
    audit::record(tx, AuditKind::Sending, id, facts)?;
    Ok(Ok(id))
}

/// The due date of a draft if it is sent today.
pub fn due_today(tx: &Tx, draft: &Invoice, parties: &Parties) -> NaiveDate {
    let today = parties.studio.zone.date_of(tx.now);
    rules::due_after(today, u16::try_from(draft.payment_days).unwrap_or_default())
}

/// What the sender of a draft should know before sending it.
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

/// Cancels the sending of a draft; does nothing if it is not on its way. Returns whether the invoice is a draft.
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
    /// It is no longer on its way, or was put on its way again with another time: there is nothing to do.
    Over,
    /// It cannot be sent, for this reason.
    Because(NotSent),
}

/// Sends a draft whose sending was requested for `at`, in the name of the acting user. It is not sent if it differs from what the
/// requester saw.
///
/// # Errors
/// The same as [`send_locked`].
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

/// Turns a draft that could not be sent back into an ordinary draft, and notifies the requester. If the requester has been erased
/// since, the acting viewer must be the system.
///
/// # Errors
/// Returns any database error.
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

/// In whose name a draft is sent. Returns `None` if its sending is not pending for `at`.
///
/// # Errors
/// Returns any database error.
pub fn sender(tx: &mut Tx, id: InvoiceId, at: DateTime<Utc>) -> AppResult<Option<Sender>> {
    let Some((_, Sending { asked_by: by, .. })) = meant(tx, id, at)? else { return Ok(None) };
    Ok(Some(if sending::is_erased(tx, by)? { Sender::Erased } else { Sender::Known(by) }))
}

/// The user who requested the sending of a draft.
pub enum Sender {
    Known(UserId),
    /// The user has been erased since: nothing more is done in their name.
    Erased,
}

/// The draft whose sending is pending for `at`, locked, and the request.
fn meant(tx: &mut Tx, id: InvoiceId, at: DateTime<Utc>) -> AppResult<Option<(Invoice, Sending)>> {
    let draft = match queries::lock(tx, id) {
        Err(AppError::NotFound) => return Ok(None),
        locked => locked?,
    };
    let sending = sending::find(tx, id)?.filter(|sending| sending.sends_at == Some(at));
    Ok(sending.map(|sending| (draft, sending)))
}

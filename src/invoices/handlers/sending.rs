//! Sending, cancelling a sending, and voiding.

use actix_web::web::Data;

use super::drafting::said_while_sending;
use crate::{
    db::{Db, Tx},
    error::AppResult,
    form_keys::try_once,
    invoices::{
        actions::{self, NotBegun},
        document,
        forms::DeliveryForm,
        model::Concern,
        pages::Delivery,
        queries::{self, parties},
        rules::Status,
        shown::Shown,
    },
    kernel::ids::InvoiceId,
    urls,
    web::{Admin, Button, Confirmation, Confirmed, CreationForm, Id, PostForm, Staff, Ui},
};

/// Shows the recipients of a draft and what the sender should know before sending it.
pub async fn ask(staff: Staff, Id(id): Id<InvoiceId>, db: Data<Db>, ui: Ui) -> AppResult {
    match db.read(&staff, move |tx| sheet(tx, id, DeliveryForm::default(), &[])).await? {
        Some(page) => ui.page(&Delivery { mail_leaves: ui.mail_leaves(), ..page }),
        // It has been sent, or is on its way.
        None => ui.go_to(urls::invoice(id)),
    }
}

/// Starts sending a draft: it is on its way for some seconds, in which the sending can be cancelled. Then it takes its final number.
pub async fn send(
    staff: Staff,
    Id(id): Id<InvoiceId>,
    CreationForm(form, submission): CreationForm<DeliveryForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (revision, shown, seen, by) = (form.looked_at(), form.was_shown(), form.seen(), staff.user);
    // A second submission of the same form that arrives after the cancellation starts nothing.
    let begun = db.write(&staff, move |tx| {
        try_once(tx, by, submission, |tx| actions::begin_sending(tx, id, revision, &shown, &seen))
    });
    let (is_changed, parts, unseen) = match said_while_sending(begun.await, id, &ui)? {
        Err(told) => return told,
        Ok(Ok(_)) => return ui.go_to(urls::invoice(id)),
        Ok(Err(NotBegun::Changed { draft, parts })) => (draft, parts, Vec::new()),
        Ok(Err(NotBegun::Unseen(concerns))) => (false, Vec::new(), concerns),
    };
    match db.read(&staff, move |tx| sheet(tx, id, form, &unseen)).await? {
        None => ui.go_to(urls::invoice(id)),
        Some(page) => {
            let other = is_changed || !parts.is_empty();
            let page = Delivery { mail_leaves: ui.mail_leaves(), is_changed, parts, ..page };
            if other { ui.conflict(&page) } else { ui.refuse(&page) }
        }
    }
}

/// Cancels the sending.
pub async fn take_back(staff: Staff, Id(id): Id<InvoiceId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    let is_draft = db.write(&staff, move |tx| actions::stop_sending(tx, id)).await?;
    let said = if is_draft { "invoices-said-taken-back" } else { "invoices-said-not-taken-back" };
    ui.go_to_saying(urls::invoice(id), said)
}

/// The page that asks before a draft is sent. Returns `None` if the invoice is no longer a draft, or is on its way. `unseen` are the
/// concerns that the user has not seen.
fn sheet(tx: &mut Tx, id: InvoiceId, form: DeliveryForm, unseen: &[Concern]) -> AppResult<Option<Delivery>> {
    let invoice = queries::find(tx, id)?;
    if invoice.status != Status::Draft || actions::is_on_its_way(tx, &invoice)? {
        return Ok(None);
    }
    let (lines, parties, to) =
        (queries::lines(tx, id)?, parties::current(tx, &invoice)?, parties::recipients(tx, &invoice)?);
    let concerns = actions::concerns(&invoice, &lines, &parties, &to);
    let (studio, client) = (parties.studio.party(), parties.client.party());
    let due_on = actions::due_today(tx, &invoice, &parties);
    let shown = Shown::of(&parties, &to)?.and_due(due_on)?;
    Ok(Some(Delivery {
        unprintable: document::unprintable(&invoice, &lines, [&studio, &client], &parties.project),
        credit: queries::credit::in_currency(tx, invoice.client_id, invoice.currency)?,
        due_on,
        is_archived: parties.client.is_archived,
        is_changed: false,
        parts: Vec::new(),
        mail_leaves: true,
        project: parties.project,
        form: form.asking(invoice.revision, &shown, &concerns, unseen),
        concerns,
        studio,
        client,
        to,
        invoice,
    }))
}

/// Asks before an invoice is voided. A user who had to enter a password first returns to this question.
pub async fn ask_to_void(admin: Admin, Id(id): Id<InvoiceId>, db: Data<Db>, ui: Ui) -> AppResult {
    let invoice = db.read(&admin, move |tx| queries::find(tx, id)).await?;
    // It is already void, or something was paid: its page says so.
    if invoice.status != Status::Sent || invoice.paid_minor > 0 {
        return ui.go_to(urls::invoice(id));
    }
    ui.page(&Confirmation { notice: ui.around.words.text("invoices-void-not-yet"), ..void_question(&ui, id) })
}

fn void_question(ui: &Ui, id: InvoiceId) -> Confirmation {
    let words = ["invoices-void-question", "invoices-void-text", "invoices-void"];
    Confirmation::new(ui, words, urls::invoice_voiding(id), urls::invoice(id))
}

/// Voids an invoice after a confirmation; it keeps its number.
pub async fn void(
    admin: Admin,
    Id(id): Id<InvoiceId>,
    PostForm(form): PostForm<Confirmed>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    if !form.is_meant() {
        let id = db.read(&admin, move |tx| queries::find(tx, id)).await?.id;
        return ui.page(&void_question(&ui, id));
    }
    db.write(&admin, move |tx| actions::void(tx, id)).await?;
    ui.go_to_saying(urls::invoice(id), "invoices-said-voided")
}

//! Invoices for reading; the modules below change them.

pub mod drafting;
pub mod paying;
pub mod sending;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web::Data,
};
use chrono::Duration;
use serde_json::json;

use super::{
    document,
    forms::{PaymentForm, PaymentText},
    kinds::AuditKind,
    model::{Invoice, Party},
    narrowing::InvoiceQuery,
    pages::{Index, Mailed, OfProject, Sending, Show, spaced},
    pay::HowToPay,
    queries::{self, Filter, parties},
    rules::Status,
};
use crate::{
    access::{SystemViewer, Viewer},
    audit::{self, Download},
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::{
        ids::{InvoiceId, ProjectId},
        locale::Locale,
    },
    mail, projects, storage, urls,
    web::{Id, ListQuery, Query, Ui, UrlQuery, held::DownloadLane},
    words::Words,
};

/// The minimum time for which mails are stored, whatever a studio sets: if an invoice younger than this has no mail, none was written.
const MAILS_ARE_KEPT: Duration = Duration::days(30);

/// The invoices the viewer may see: drafts first, then the newest.
pub async fn index(
    viewer: Viewer,
    UrlQuery(filters): UrlQuery<InvoiceQuery>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (asked, today) = (filters.clone(), ui.around.today);
    let read = db.read(&viewer, move |tx| {
        let client = match asked.client() {
            Some(client) => queries::client_name(tx, client)?,
            None => None,
        };
        let (entries, more) = queries::list(tx, &asked.filter(client.is_some()), today)?;
        Ok((client, entries, more))
    });
    let (client, entries, more) = read.await?;
    let older = match entries.last().filter(|_| more) {
        Some(last) => {
            let mut older = filters.clone();
            older.cursor().fill(last.invoice.id.to_string().as_str());
            older.address(urls::INVOICES)
        }
        None => String::new(),
    };
    ui.page(&Index { entries, filters, client, older })
}

/// A project's money: invoiced, received, and what is left of the budget.
pub async fn of_project(viewer: Viewer, Id(id): Id<ProjectId>, db: Data<Db>, ui: Ui) -> AppResult {
    let today = ui.around.today;
    let page = db.read(&viewer, move |tx| {
        let project = projects::header(tx, id)?;
        let filter = Filter { project: Some(id), ..Filter::default() };
        let (entries, _) = queries::list(tx, &filter, today)?;
        let found = projects::find(tx, id)?;
        let billed = projects::billed(tx, &found)?;
        Ok(OfProject { project, tab: "money", entries, billed, budget: found.budget() })
    });
    ui.page(&page.await?)
}

/// Shows an invoice as its reader may see it.
pub async fn show(viewer: Viewer, Id(id): Id<InvoiceId>, db: Data<Db>, ui: Ui) -> AppResult {
    let (today, locale) = (ui.around.today, ui.locale());
    ui.page(&db.read(&viewer, move |tx| shown(tx, id, today, locale, None)).await?)
}

/// Assembles an invoice's page: a draft with the current parties, a sent invoice with the frozen ones. `payment` is a refused payment
/// form to show again; otherwise the form is filled with the balance.
pub(super) fn shown(
    tx: &mut Tx,
    id: InvoiceId,
    today: chrono::NaiveDate,
    locale: Locale,
    payment: Option<PaymentForm>,
) -> AppResult<Show> {
    let invoice = queries::find(tx, id)?;
    let lines = queries::lines(tx, id)?;
    let payments = queries::payments::of_invoice(tx, id)?;
    let parties = parties::current(tx, &invoice)?;
    let frozen = |party: &Option<serde_json::Value>, today: Party| match party {
        Some(party) => serde_json::from_value(party.clone()).map_err(AppError::internal),
        None => Ok(today),
    };
    // The sender of a draft sees its recipients beforehand.
    let to = if invoice.status == Status::Draft { parties::recipients(tx, &invoice)? } else { Vec::new() };
    let studio = frozen(&invoice.studio_party, parties.studio.party())?;
    let client = frozen(&invoice.client_party, parties.client.party())?;
    let unprintable = match invoice.status {
        Status::Draft => document::unprintable(&invoice, &lines, [&studio, &client], &parties.project),
        _ => Vec::new(),
    };
    Ok(Show {
        sending: Sending::of(tx, &invoice)?,
        mailed: mailed(tx, &invoice)?,
        mails_are_kept: invoice.sent_at.is_some_and(|at| tx.now - at < MAILS_ARE_KEPT),
        people: parties::listed(&to, Words::of(locale)),
        totals: invoice.totals(&lines).map_err(|fault| AppError::Internal(format!("{fault:?}")))?,
        studio,
        client,
        unprintable: spaced(&unprintable),
        payment: payment.unwrap_or_else(|| PaymentText::blank(invoice.balance(), today, locale).into()),
        credit: queries::credit::in_currency(tx, invoice.client_id, invoice.currency)?,
        standing: invoice.standing(today),
        pay: if tx.scope.client().is_some() { HowToPay::of(&invoice)? } else { None },
        payments,
        lines,
        project: parties.project,
        invoice,
    })
}

/// The mails that an invoice was sent with, for the studio. Row-level security hides the outbox from users, so the system reads it.
fn mailed(tx: &mut Tx, invoice: &Invoice) -> AppResult<Vec<Mailed>> {
    let Some(pdf) = invoice.pdf_blob_id.filter(|_| tx.scope.client().is_none()) else {
        return Ok(Vec::new());
    };
    let now = tx.now;
    let mails = tx.as_system(|tx| mail::that_enclose(tx, pdf))?;
    let mailed = |mail: mail::Kept| Mailed {
        id: mail.id,
        state: mail::State::of(mail.facts(), true, now),
        at: mail.sent_at.unwrap_or(mail.created_at),
        name: mail.recipient_name,
        address: mail.recipient,
    };
    Ok(mails.into_iter().map(mailed).collect())
}

/// The PDF: the stored bytes of a sent invoice, or a preview of a draft.
pub async fn pdf(
    viewer: Viewer,
    Id(id): Id<InvoiceId>,
    DownloadLane(lane): DownloadLane,
    request: HttpRequest,
    db: Data<Db>,
) -> AppResult {
    let is_head = request.method() == Method::HEAD;
    let (invoice, draft) = db
        .write(&viewer, move |tx| {
            let invoice = queries::find(tx, id)?;
            if !is_head {
                audit::record_download(tx, downloaded(&invoice))?;
            }
            let draft = match invoice.pdf_blob_id {
                Some(_) => None,
                None => Some((queries::lines(tx, id)?, parties::current(tx, &invoice)?)),
            };
            Ok((invoice, draft))
        })
        .await?;
    let name = document::file_name(invoice.number.as_deref());
    let bytes = match (invoice.pdf_blob_id, draft) {
        (Some(blob), _) => {
            // Access to the invoice includes its PDF; blobs themselves are read by the system.
            let keeper = SystemViewer::new(viewer.studio, "invoices");
            db.read(&keeper, move |tx| storage::bytes(tx, blob)).await?
        }
        (None, Some((lines, parties))) => document::preview(invoice, lines, parties).await?,
        (None, None) => return Err(AppError::NotFound),
    };
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .body(lane.keep(bytes)))
}

/// A sent PDF never changes; each revision of a draft counts as a version.
fn downloaded(invoice: &Invoice) -> Download {
    let version = match invoice.pdf_blob_id {
        Some(pdf) => pdf.to_string(),
        None => format!("{}/{}", invoice.id, invoice.revision),
    };
    Download {
        kind: AuditKind::Downloaded.into(),
        subject: invoice.id.into(),
        version,
        facts: json!({ "number": invoice.number }),
    }
}

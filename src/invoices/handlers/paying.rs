//! Payments, reversals, and the use of credit.

use actix_web::{http::StatusCode, web::Data};
use serde::Deserialize;

use super::shown;
use crate::{
    db::{Db, Tx},
    error::{AppError, AppResult},
    form_keys::create_once,
    invoices::{
        actions,
        forms::{CreditForm, PaymentForm, ReversalForm},
        pages::Reverse,
        queries::{self, payments},
        recording::{Recording, TakingBack},
    },
    kernel::{
        ids::{InvoiceId, PaymentId},
        text::Asked,
    },
    urls,
    web::{Admin, CreationForm, Fault, Form, Id, Once, PostForm, Ui, UrlQuery},
};

/// Records a payment received outside the portal. Asks for confirmation if it exceeds the balance or is dated before the invoice.
pub async fn record(
    admin: Admin,
    Id(id): Id<InvoiceId>,
    PostForm(mut form): PostForm<PaymentForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (today, locale) = (ui.around.today, ui.locale());
    let invoice = db.read(&admin, move |tx| queries::find(tx, id)).await?;
    let Some(input) = form.parse(locale, invoice.currency, today) else {
        return ui.refuse(&db.read(&admin, move |tx| shown(tx, id, today, locale, Some(form))).await?);
    };
    let meant = input.clone();
    let (status, form) = match db.write(&admin, move |tx| actions::record_payment(tx, id, &meant)).await? {
        Recording::Done => return ui.go_to_saying(urls::invoice(id), "invoices-said-recorded"),
        Recording::Doubtful(doubts) => {
            (StatusCode::UNPROCESSABLE_ENTITY, form.doubtful(&input, doubts, locale))
        }
        Recording::NotOpen(why) => {
            (StatusCode::CONFLICT, form.refused(|form| &mut form.amount, Fault::new(why)))
        }
        Recording::Taken(first) => (StatusCode::CONFLICT, form.recorded_another(&first, locale)),
        Recording::TakenBack(first) => (StatusCode::CONFLICT, form.recorded_and_taken_back(&first, locale)),
    };
    ui.answer(status, &db.read(&admin, move |tx| shown(tx, id, today, locale, Some(form))).await?)
}

/// Pays an invoice out of its client's credit.
pub async fn use_credit(
    admin: Admin,
    Id(id): Id<InvoiceId>,
    CreationForm(form, submission): CreationForm<CreditForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let minor = form.minor();
    let pay = move |tx: &mut Tx| {
        let once = create_once(tx, submission, |tx| actions::use_credit(tx, id, minor))?;
        Ok((once, queries::credit::used(tx, id)? >= minor))
    };
    let said = match db.write(&admin, pay).await {
        Ok((Once::Done(paid), true)) if paid == id => "invoices-said-credited",
        // The form was sent again after the payments it had used were reversed.
        Ok((Once::Done(paid), false)) if paid == id => "invoices-said-not-credited-again",
        Ok(_) | Err(AppError::Conflict(actions::CHANGED)) => actions::CHANGED,
        Err(error) => return Err(error),
    };
    ui.go_to_saying(urls::invoice(id), said)
}

/// Asks for the reason of a reversal.
pub async fn ask_to_reverse(
    admin: Admin,
    Id(id): Id<PaymentId>,
    UrlQuery(query): UrlQuery<OriginQuery>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    ui.page(&db.read(&admin, move |tx| reverse_page(tx, id, query.invoice(), ReversalForm::default())).await?)
}

/// The invoice from which the user came to reverse a payment.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OriginQuery {
    invoice: Asked,
}

impl OriginQuery {
    /// Returns `None` if the parameter is not an invoice's id.
    fn invoice(&self) -> Option<InvoiceId> {
        self.invoice.parse().ok()
    }
}

/// Reverses a payment.
pub async fn reverse(
    admin: Admin,
    Id(id): Id<PaymentId>,
    UrlQuery(query): UrlQuery<OriginQuery>,
    PostForm(mut form): PostForm<ReversalForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let from = query.invoice();
    if admin.origin.only_shows {
        let form = form.given_back(|form| &mut form.reason);
        return ui.conflict(&db.read(&admin, move |tx| reverse_page(tx, id, from, form)).await?);
    }
    let Some(reason) = form.parse() else {
        return ui.refuse(&db.read(&admin, move |tx| reverse_page(tx, id, from, form)).await?);
    };
    let (invoices, said) = match db.write(&admin, move |tx| actions::reverse_payment(tx, id, &reason)).await?
    {
        TakingBack::Done(invoices) => (invoices, "invoices-said-reversed"),
        TakingBack::Before(invoices) => (invoices, "invoices-said-reversed-before"),
        TakingBack::Otherwise(earlier) => {
            let form = form.too_late(&earlier.reason);
            return ui.conflict(&db.read(&admin, move |tx| reverse_page(tx, id, from, form)).await?);
        }
    };
    let from = invoices.iter().find(|id| Some(**id) == from).or(invoices.first());
    ui.go_to_saying(from.map_or_else(|| urls::INVOICES.to_owned(), urls::invoice), said)
}

fn reverse_page(
    tx: &mut Tx,
    id: PaymentId,
    from: Option<InvoiceId>,
    form: ReversalForm,
) -> AppResult<Reverse> {
    let payment = payments::find(tx, id)?;
    let parts = payments::invoices_of(tx, id)?;
    let parts = parts.into_iter().map(|(invoice, minor)| {
        let number = queries::find(tx, invoice)?.number.unwrap_or_default();
        Ok((invoice, number, minor))
    });
    Ok(Reverse {
        parts: parts.collect::<AppResult<_>>()?,
        is_reversed: payments::reversal(tx, id)?.is_some(),
        payment,
        from,
        form,
    })
}

//! An invoice as a PDF, with every figure formatted in the client's language.

use std::{
    panic::catch_unwind,
    sync::{OnceLock, mpsc},
    thread,
};

use tokio::sync::{Semaphore, SemaphorePermit};

use super::{
    model::{Invoice, Line, Party},
    queries::parties::Parties,
    rules::{TaxMode, Totals},
};
use crate::{
    error::{AppError, AppResult},
    kernel::{locale::Locale, money::Money},
    pdf::{self, InvoiceDocument, InvoiceWords, TaxRow, TotalRow},
    words::Words,
};

/// Prints an invoice in its client's language. The same invoice produces the same bytes.
///
/// # Errors
/// Internal if the lines do not add up or the document exceeds the size limit.
pub fn print(invoice: &Invoice, lines: &[Line], parties: &Parties) -> AppResult<Vec<u8>> {
    let (studio, client) = (parties.studio.party(), parties.client.party());
    let locale = parties.client.locale;
    let totals = invoice.totals(lines).map_err(|fault| AppError::Internal(format!("{fault:?}")))?;
    let words = Words::of(locale);
    let document = InvoiceDocument {
        words: labels(words),
        number: invoice.number.clone().unwrap_or_else(|| words.text("invoices-pdf-draft")),
        issued_on: invoice.issued_on.map(|day| locale.long_date(day)).unwrap_or_default(),
        due_on: invoice.due_on.map(|day| locale.long_date(day)).unwrap_or_default(),
        issued_at: invoice.sent_at.unwrap_or(invoice.created_at),
        studio: pdf::Studio {
            name: studio.name,
            address: non_empty_lines(&studio.address),
            tax_id: studio.tax_id,
            email: studio.email,
            bank: if invoice.total().is_zero() { Vec::new() } else { non_empty_lines(&studio.bank) },
        },
        client: pdf::Client {
            name: client.name,
            address: non_empty_lines(&client.address),
            tax_id: client.tax_id,
        },
        project: parties.project.clone(),
        lines: lines.iter().map(|line| printed(line, invoice, locale)).collect(),
        totals: total_rows(&totals, invoice, locale, words),
        taxes: totals
            .taxes
            .iter()
            .map(|group| TaxRow {
                rate: locale.percent(group.rate),
                net: locale.money(group.net),
                tax: locale.money(group.tax),
            })
            .collect(),
        note: invoice.note.clone(),
        terms: terms(invoice, locale, words),
        accent: rgb(&parties.studio.accent),
        language: locale.code().to_owned(),
    };
    on_the_printer(document)
}

/// Prints on a dedicated thread that never ends. The allocator keeps the memory that printing needs per thread, so using one thread
/// limits it to one share.
fn on_the_printer(document: InvoiceDocument) -> AppResult<Vec<u8>> {
    type Work = (InvoiceDocument, mpsc::Sender<AppResult<Vec<u8>>>);
    static PRINTER: OnceLock<mpsc::Sender<Work>> = OnceLock::new();
    let printer = PRINTER.get_or_init(|| {
        let (send, work) = mpsc::channel::<Work>();
        let print = move || {
            for (document, answer) in work {
                let printed = catch_unwind(|| pdf::invoice(&document));
                let printed = printed.map_err(|_| AppError::Internal("printing panicked".into()));
                let told = |error| AppError::Internal(format!("pdf: {error}"));
                // The receiver may have been dropped.
                let _ = answer.send(printed.and_then(|printed| printed.map_err(told)));
            }
        };
        thread::Builder::new().name("printer".into()).spawn(print).expect("the system can spawn a thread");
        send
    });
    let (answer, printed) = mpsc::channel();
    printer.send((document, answer)).map_err(AppError::internal)?;
    printed.recv().map_err(AppError::internal)?
}

/// The characters of an invoice that no font has; they would be printed as boxes.
pub fn unprintable(invoice: &Invoice, lines: &[Line], parties: [&Party; 2], project: &str) -> Vec<char> {
    let of_party = |party: &Party| {
        [&party.name, &party.address, &party.tax_id, &party.email, &party.bank].map(|text| text.to_owned())
    };
    let texts: Vec<String> = parties.into_iter().flat_map(of_party).collect();
    let of_lines = lines.iter().flat_map(|line| [line.description.as_str(), &line.unit]);
    pdf::unprintable(texts.iter().map(String::as_str).chain(of_lines).chain([invoice.note.as_str(), project]))
}

/// Only one invoice is printed at a time: a long one occupies a processor for a while.
static TURN: Semaphore = Semaphore::const_new(1);

/// Waits for the permit to print, which the caller holds until printing is done. Acquire it before beginning a transaction, so that no
/// database connection is held while waiting.
///
/// # Errors
/// None while the portal runs: the semaphore is never closed.
pub async fn turn() -> AppResult<SemaphorePermit<'static>> {
    TURN.acquire().await.map_err(AppError::internal)
}

/// Prints a draft as it would be sent today, outside any transaction.
///
/// # Errors
/// The same as [`print`].
pub async fn preview(invoice: Invoice, lines: Vec<Line>, parties: Parties) -> AppResult<Vec<u8>> {
    let turn = turn().await?;
    let printed = tokio::task::spawn_blocking(move || {
        // Printing continues even if the request is dropped, so the permit moves with it.
        let _turn = turn;
        print(&invoice, &lines, &parties)
    });
    printed.await.map_err(AppError::internal)?
}

fn printed(line: &Line, invoice: &Invoice, locale: Locale) -> pdf::Line {
    pdf::Line {
        description: line.description.clone(),
        detail: String::new(),
        quantity: locale.decimal(line.quantity.normalize()),
        unit: line.unit.clone(),
        unit_price: locale.price_amount(line.unit_price(invoice.currency)),
        tax_rate: locale.percent(line.tax_rate.normalize()),
        amount: locale.amount(Money::new(line.amount_minor, invoice.currency)),
    }
}

fn total_rows(totals: &Totals, invoice: &Invoice, locale: Locale, words: &Words) -> Vec<TotalRow> {
    let row = |key: &str, amount: Money| TotalRow {
        label: words.text(key),
        amount: locale.money(amount),
        strong: false,
    };
    let mut rows = Vec::new();
    if !totals.discount.is_zero() {
        rows.push(row("invoices-subtotal", totals.subtotal));
        let label = match invoice.discount_rate() {
            Some(rate) => words.with("invoices-discount-at", &[("rate", locale.percent(rate).into())]),
            None => words.text("invoices-discount"),
        };
        let amount = format!("\u{2212}{}", locale.money(totals.discount));
        rows.push(TotalRow { label, amount, strong: false });
    }
    rows.push(row("invoices-net", totals.net));
    let tax_key = match invoice.tax_mode {
        TaxMode::Exclusive => "invoices-tax-at",
        TaxMode::Inclusive => "invoices-tax-within",
    };
    rows.extend(totals.taxes.iter().map(|group| TotalRow {
        label: words.with(tax_key, &[("rate", locale.percent(group.rate).into())]),
        amount: locale.money(group.tax),
        strong: false,
    }));
    rows.push(TotalRow { strong: true, ..row("invoices-total", totals.total) });
    rows
}

fn terms(invoice: &Invoice, locale: Locale, words: &Words) -> String {
    let Some(due_on) = invoice.due_on else { return String::new() };
    if invoice.total().is_zero() {
        return words.text("invoices-pdf-nothing-due");
    }
    words.with(
        "invoices-pdf-terms",
        &[("due", locale.long_date(due_on).into()), ("total", locale.money(invoice.total()).into())],
    )
}

fn labels(words: &Words) -> InvoiceWords {
    let text = |key: &str| words.text(key);
    InvoiceWords {
        title: text("invoices-pdf-title"),
        number: text("invoices-pdf-number"),
        date: text("invoices-pdf-date"),
        due: text("invoices-pdf-due"),
        bill_to: text("invoices-pdf-bill-to"),
        project: text("invoices-pdf-project"),
        for_client: text("invoices-pdf-for"),
        by_studio: text("invoices-pdf-by"),
        description: text("invoices-description"),
        quantity: text("invoices-quantity"),
        unit_price: text("invoices-unit-price"),
        tax: text("invoices-tax"),
        amount: text("invoices-amount"),
        tax_rate: text("invoices-pdf-tax-rate"),
        net: text("invoices-net"),
        note: text("invoices-pdf-note"),
        terms: text("invoices-pdf-payment"),
        bank: text("invoices-pdf-bank"),
        tax_id: text("invoices-pdf-tax-id"),
        client_tax_id: text("invoices-pdf-client-tax-id"),
        page: text("invoices-pdf-page").replace("[n]", "{n}").replace("[m]", "{m}"),
    }
}

fn non_empty_lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// `#0057FF` → (0, 87, 255); the default ink if it is not a colour.
fn rgb(accent: &str) -> (u8, u8, u8) {
    let part = |at: usize| accent.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    part(1).zip(part(3)).zip(part(5)).map_or((0x33, 0x33, 0x33), |((red, green), blue)| (red, green, blue))
}

/// The file name of the PDF: `INV-0042.pdf`.
pub fn file_name(number: Option<&str>) -> String {
    let name: String = number
        .unwrap_or("draft")
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' })
        .collect();
    format!("{name}.pdf")
}

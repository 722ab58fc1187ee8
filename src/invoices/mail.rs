//! The mail that brings an invoice.

use super::{
    document,
    model::{Invoice, Party},
    queries::sending,
};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::{ids::BlobId, locale::Locale},
    mail::{self, Attachment, Concerns, Letter, Mail},
    urls,
    words::Words,
};

/// Writes to the client's managers, or where there is none yet to the client's own address: the invoice, with its PDF.
///
/// # Errors
/// As Postgres answers.
pub fn invoice_sent(
    tx: &mut Tx,
    invoice: &Invoice,
    studio: &Party,
    locale: Locale,
    pdf: BlobId,
    base_url: &url::Url,
) -> AppResult<()> {
    let letter = letter(invoice, studio, locale, base_url)?;
    let body = mail::letter(tx, &letter)?;
    for (reader, to, name) in sending::recipients(tx, invoice)? {
        let attachment = Attachment {
            name: document::file_name(invoice.number.as_deref()).parse().map_err(AppError::internal)?,
            media_type: "application/pdf",
            blob: pdf,
        };
        let mail = Mail {
            kind: "invoice",
            to,
            name,
            subject: letter.title.clone(),
            body: body.clone(),
            attachments: vec![attachment],
            concerns: Concerns { reader, client: Some(invoice.client_id), others: Vec::new() },
            expires_at: None,
        };
        mail::send(tx, mail)?;
    }
    Ok(())
}

fn letter(invoice: &Invoice, studio: &Party, locale: Locale, base_url: &url::Url) -> AppResult<Letter> {
    let words = Words::of(locale);
    let number = invoice.number.clone().unwrap_or_default();
    let due = invoice.due_on.map(|day| locale.long_date(day)).unwrap_or_default();
    let link = base_url.join(&urls::invoice(invoice.id)).map_err(AppError::internal)?;
    Ok(Letter {
        locale,
        title: words.with(
            "invoices-mail-title",
            &[("number", number.as_str().into()), ("studio", studio.name.as_str().into())],
        ),
        paragraphs: vec![
            words.with(
                "invoices-mail-text",
                &[("total", locale.money(invoice.total()).into()), ("due", due.into())],
            ),
            words.text("invoices-mail-attached"),
        ],
        link: Some((words.text("invoices-mail-link"), link.to_string())),
        notes: Vec::new(),
    })
}

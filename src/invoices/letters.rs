//! The mail that an invoice is sent with.

use super::{
    document,
    model::Invoice,
    queries::parties::{Parties, Recipient},
};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::BlobId,
    mail::{self, Attachment, Concerns, Letter, Link, Mail},
    urls,
    words::Words,
};

/// Mails an invoice with its PDF to its recipients.
pub fn send_invoice(
    tx: &mut Tx,
    invoice: &Invoice,
    parties: &Parties,
    to: Vec<Recipient>,
    pdf: BlobId,
    base_url: &url::Url,
) -> AppResult<()> {
    let letter = letter(invoice, parties, base_url)?;
    let body = mail::letter(tx, &letter)?;
    for recipient in to {
        let attachment = Attachment {
            name: document::file_name(invoice.number.as_deref()).parse().map_err(AppError::internal)?,
            media_type: "application/pdf",
            blob: pdf,
        };
        let mail = Mail {
            kind: "invoice",
            to: recipient.address,
            name: recipient.name,
            subject: letter.title.clone(),
            body: body.clone(),
            attachments: vec![attachment],
            concerns: Concerns {
                reader: recipient.user,
                client: Some(invoice.client_id),
                ..Concerns::default()
            },
            expires_at: None,
        };
        mail::send(tx, mail)?;
    }
    Ok(())
}

fn letter(invoice: &Invoice, parties: &Parties, base_url: &url::Url) -> AppResult<Letter> {
    let locale = parties.client.locale;
    let studio = parties.studio.party();
    let words = Words::of(locale);
    let number = invoice.number.clone().unwrap_or_default();
    let due = invoice.due_on.map(|day| locale.long_date(day)).unwrap_or_default();
    Ok(Letter {
        locale,
        title: words.with(
            "invoices-mail-title",
            &[("number", number.as_str().into()), ("studio", studio.name.as_str().into())],
        ),
        paragraphs: vec![
            if invoice.total().is_zero() {
                words.text("invoices-mail-nothing-due")
            } else {
                let total = locale.money(invoice.total());
                words.with("invoices-mail-text", &[("total", total.into()), ("due", due.into())])
            },
            words.text("invoices-mail-attached"),
        ],
        link: Some(Link::new(words.text("invoices-mail-link"), base_url, urls::invoice(invoice.id))?),
        notes: Vec::new(),
    })
}

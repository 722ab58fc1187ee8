//! How to pay an invoice by bank transfer.

use super::{
    model::{Invoice, Party},
    rules::{Iban, Status, Transfer, find_bic},
};
use crate::{
    accounts::factors::Picture,
    error::{AppError, AppResult},
    kernel::money::Money,
};

/// How the client pays the balance of an invoice.
pub struct HowToPay {
    pub amount: Money,
    pub payee: String,
    /// The payment reference that identifies the invoice.
    pub reference: String,
    /// The bank details as the studio typed them; empty if they contain nothing but the account below.
    pub bank: String,
    /// The IBAN to which this amount is paid, if the bank details contain one, and the BIC, which may be empty.
    pub account: Option<(Iban, String)>,
    /// A QR code for banking apps, if the transfer can be encoded.
    pub code: Option<Picture>,
}

impl HowToPay {
    /// How a sent invoice is paid, with the bank details frozen in it. Returns `None` if nothing is due.
    ///
    /// # Errors
    /// Internal if the frozen data cannot be read.
    pub fn of(invoice: &Invoice) -> AppResult<Option<Self>> {
        let (Status::Sent, Some(studio), false) =
            (invoice.status, &invoice.studio_party, invoice.balance().is_zero())
        else {
            return Ok(None);
        };
        let studio: Party = serde_json::from_value(studio.clone()).map_err(AppError::internal)?;
        let bic = find_bic(&studio.bank).unwrap_or_default();
        let account = Iban::paid_to(&studio.bank, invoice.balance().currency).map(|iban| (iban, bic));
        let is_all = account.as_ref().is_some_and(|(iban, _)| iban.is_all_of(&studio.bank));
        let bank = if is_all { String::new() } else { studio.bank };
        let (amount, reference) = (invoice.balance(), invoice.number.clone().unwrap_or_default());
        let transfer = account.clone().map(|(iban, bic)| Transfer {
            payee: studio.name.clone(),
            iban,
            bic,
            amount,
            reference: reference.clone(),
        });
        let code =
            transfer.and_then(|transfer| transfer.code()).map(|code| Picture::of(&code)).transpose()?;
        Ok(Some(Self { amount, payee: studio.name, reference, bank, account, code }))
    }
}

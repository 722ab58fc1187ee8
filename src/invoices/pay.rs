//! How an invoice is paid by transfer.

use super::{
    model::{Invoice, Party},
    rules::{Iban, Status, Transfer, find_bic},
};
use crate::{
    accounts::factors::Picture,
    error::{AppError, AppResult},
    kernel::money::Money,
};

/// How the client pays what is open of an invoice.
pub struct HowToPay {
    pub amount: Money,
    pub payee: String,
    /// What the payment should say, so that it is told which invoice it is for.
    pub reference: String,
    /// As the studio typed its bank details; empty, where the account below is all they say.
    pub bank: String,
    /// The number of the account that this amount is paid to, where the bank details tell, and its bank's, which may be empty.
    pub account: Option<(Iban, String)>,
    /// What a banking app can read, where it can.
    pub code: Option<Picture>,
}

impl HowToPay {
    /// How a sent invoice is paid, with the bank details that stand on it. None, where nothing is open.
    ///
    /// # Errors
    /// Internal, when what was frozen with the invoice cannot be read.
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

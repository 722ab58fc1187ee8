//! A payment, as typed.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::{
    invoices::model::{Method, PaymentInput, Recorded},
    kernel::{
        currency::Currency,
        locale::{Locale, parse_date},
        money::Money,
        text,
    },
    web::{Fault, Faults, Filled, FormKey, Keyed},
};

/// A payment as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaymentForm {
    pub amount: String,
    pub received_on: String,
    pub method: String,
    pub reference: String,
    pub key: FormKey,
}

impl Keyed for PaymentForm {
    const SAYS_AT: &'static str = "key";

    fn key(&self) -> FormKey {
        self.key
    }

    fn with_key(self, key: FormKey) -> Self {
        Self { key, ..self }
    }
}

impl PaymentForm {
    /// The form as it comes back when its key has recorded another payment, which it names.
    pub fn recorded_another(self, first: &Recorded, locale: Locale) -> Filled<Self> {
        let payment = [
            locale.money(first.amount()),
            locale.long_date(first.received_on),
            first.number.clone().unwrap_or_default(),
        ];
        self.taken(Fault::mentioning("invoices-fault-recorded", "payment", payment.join(", ")))
    }

    /// The form for what is still open, as received today.
    pub fn blank(balance: Money, today: NaiveDate, locale: Locale) -> Self {
        Self {
            amount: locale.amount(balance),
            received_on: today.to_string(),
            method: Method::BankTransfer.code().into(),
            reference: String::new(),
            key: FormKey::fresh(),
        }
    }

    /// What the form means. Money cannot have come in on a day that is not yet there.
    ///
    /// # Errors
    /// The form with the reason beside each field.
    pub fn parse(
        self,
        locale: Locale,
        currency: Currency,
        today: NaiveDate,
    ) -> Result<PaymentInput, Filled<Self>> {
        let mut faults = Faults::default();
        let amount = faults.keep("amount", Money::parse(&self.amount, locale, currency));
        let amount = amount.filter(|amount| {
            if amount.is_zero() {
                faults.add("amount", Fault::new("invoices-fault-zero"));
            }
            !amount.is_zero()
        });
        let received_on = faults.keep("received_on", parse_date(&self.received_on).map_err(Fault::from));
        if received_on.is_some_and(|day| day > today) {
            faults.add("received_on", Fault::new("invoices-fault-future"));
        }
        let method = faults.keep("method", self.method.parse());
        let reference = faults.keep("reference", text::optional_line(&self.reference, 200));
        let key = self.keep_key(&mut faults);
        match (amount, received_on, method, reference, key) {
            (Some(amount), Some(received_on), Some(method), Some(reference), Some(key))
                if faults.is_empty() =>
            {
                Ok(PaymentInput { amount, method, reference, received_on, key })
            }
            _ => Err(self.refused(faults)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_comes_in_on_days_that_have_been() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let form = PaymentForm::blank(Money::new(131_072, Currency::EUR), today, Locale::De);
        let input = form.clone().parse(Locale::De, Currency::EUR, today).unwrap();
        assert_eq!(input.amount.minor, 131_072);
        for (field, typed) in [
            ("amount", "0"),
            ("amount", "-5"),
            ("received_on", "2026-11-22"),
            ("received_on", "2026-02-31"),
            ("method", "barter"),
        ] {
            let mut form = form.clone();
            match field {
                "amount" => form.amount = typed.into(),
                "received_on" => form.received_on = typed.into(),
                _ => form.method = typed.into(),
            }
            let refused = form.parse(Locale::De, Currency::EUR, today).unwrap_err();
            assert!(refused.faults.of(field).is_some(), "{field} {typed}");
        }
    }
}

//! A payment, as typed; the use of credit, and why a payment is taken back.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::{
    invoices::model::{Doubts, Method, PaymentInput, Recorded},
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
    /// What is above the balance and meant to be credit, in minor units.
    pub surplus: String,
    /// The day on which it did come in before the invoice's date.
    pub early: String,
    /// The amount in minor units and the day of which it is the second payment.
    pub second: String,
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
        self.taken(Fault::mentioning("invoices-fault-recorded", "payment", named(first, locale)))
    }

    /// The form as it comes back when the payment that it recorded, which it names, was taken back since.
    pub fn recorded_and_taken_back(self, first: &Recorded, locale: Locale) -> Filled<Self> {
        self.taken(Fault::mentioning("invoices-fault-taken-back", "payment", named(first, locale)))
    }

    /// The form as it comes back when something is to be asked about the payment. Each answer stands for what it is asked about.
    pub fn doubtful(mut self, input: &PaymentInput, doubts: Doubts, locale: Locale) -> Filled<Self> {
        let mut faults = Faults::default();
        if let Some(above) = doubts.above {
            self.surplus = above.minor.to_string();
            faults.add("surplus", Fault::mentioning("invoices-fault-above", "surplus", locale.money(above)));
        }
        if let Some(day) = doubts.before {
            self.early = input.received_on.to_string();
            faults.add("early", Fault::mentioning("invoices-fault-early", "day", locale.long_date(day)));
        }
        if doubts.second {
            self.second = format!("{} {}", input.amount.minor, input.received_on);
            faults.add("second", Fault::new("invoices-fault-second"));
        }
        self.refused(faults)
    }

    /// The form for what is still open, as received today.
    pub fn blank(balance: Money, today: NaiveDate, locale: Locale) -> Self {
        Self {
            amount: locale.amount(balance),
            received_on: today.to_string(),
            method: Method::BankTransfer.code().into(),
            reference: String::new(),
            key: FormKey::fresh(),
            surplus: String::new(),
            early: String::new(),
            second: String::new(),
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
                let (surplus, early) = (self.surplus.parse().ok(), self.early.parse().ok());
                let second = self.second.split_once(' ');
                let second = second.and_then(|(minor, day)| Some((minor.parse().ok()?, day.parse().ok()?)));
                Ok(PaymentInput { amount, method, reference, received_on, surplus, early, second, key })
            }
            _ => Err(self.refused(faults)),
        }
    }
}

fn named(first: &Recorded, locale: Locale) -> String {
    let number = first.number.clone().unwrap_or_default();
    [locale.money(first.amount()), locale.long_date(first.received_on), number].join(", ")
}

/// How much of the client's credit pays an invoice: what its button offered, in minor units.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CreditForm {
    amount: String,
}

impl CreditForm {
    /// What was offered; nothing, where our page did not write it.
    pub fn minor(&self) -> i64 {
        self.amount.parse().unwrap_or_default()
    }
}

/// Why a payment is taken back, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReversalForm {
    pub reason: String,
}

impl ReversalForm {
    /// The reason.
    ///
    /// # Errors
    /// The form with what is wrong with it.
    pub fn parse(&self) -> Result<String, Filled<Self>> {
        let reason = text::line(&self.reason, 500);
        reason.map_err(|fault| Filled::refused(self.clone(), Faults::one("reason", fault)))
    }

    /// The form as it comes back when the payment was taken back already, for this reason.
    pub fn too_late(self, earlier: &str) -> Filled<Self> {
        let fault = Fault::mentioning("invoices-fault-reversed", "reason", earlier);
        Filled::refused(self, Faults::one("reason", fault))
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

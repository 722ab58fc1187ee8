//! A payment, as typed, and the use of credit.

use chrono::NaiveDate;

use crate::{
    invoices::{
        model::{Method, PaymentInput, Recorded},
        recording::Doubts,
    },
    kernel::{
        currency::Currency,
        locale::{Locale, parse_date},
        money::Money,
        text,
    },
    web::{Fault, Field, Form, FormKey, KeyedForm, form},
};

form! {
    /// A payment as typed.
    pub struct PaymentForm of PaymentText {
        pub amount: Field,
        pub received_on: Field,
        pub method: Field,
        pub reference: Field,
        pub key: Field<FormKey>,
        /// What is above the balance and meant to be credit, in minor units.
        pub surplus: Field,
        /// The day on which it did come in before the invoice's date.
        pub early: Field,
        /// The amount in minor units and the day of which it is the second payment.
        pub second: Field,
    }
}

impl KeyedForm for PaymentForm {
    fn key(&mut self) -> &mut Field<FormKey> {
        &mut self.key
    }

    fn refuse_key(&mut self, fault: Fault) {
        self.key.refuse(fault);
    }
}

impl PaymentText {
    /// The text for what is still open, as received today.
    pub fn blank(balance: Money, today: NaiveDate, locale: Locale) -> Self {
        Self {
            amount: locale.amount(balance),
            received_on: today.to_string(),
            method: Method::BankTransfer.code().into(),
            key: FormKey::fresh(),
            ..Self::default()
        }
    }
}

impl PaymentForm {
    /// The form as it comes back when its key has recorded another payment, which it names.
    #[must_use]
    pub fn recorded_another(self, first: &Recorded, locale: Locale) -> Self {
        self.taken(Fault::mentioning("invoices-fault-recorded", "payment", named(first, locale)))
    }

    /// The form as it comes back when the payment that it recorded, which it names, was taken back since.
    #[must_use]
    pub fn recorded_and_taken_back(self, first: &Recorded, locale: Locale) -> Self {
        self.taken(Fault::mentioning("invoices-fault-taken-back", "payment", named(first, locale)))
    }

    /// The form as it comes back when something is to be asked about the payment. Each answer stands for what it is asked about.
    #[must_use]
    pub fn doubtful(mut self, input: &PaymentInput, doubts: Doubts, locale: Locale) -> Self {
        if let Some(above) = doubts.above {
            self.surplus.fill(above.minor.to_string());
            let above = locale.money(above);
            self.surplus.refuse(Fault::mentioning("invoices-fault-above", "surplus", above));
        }
        if let Some(day) = doubts.before {
            self.early.fill(input.received_on.to_string());
            let day = locale.long_date(day);
            self.early.refuse(Fault::mentioning("invoices-fault-early", "day", day));
        }
        if doubts.second {
            self.second.fill(format!("{} {}", input.amount.minor, input.received_on));
            self.second.refuse(Fault::new("invoices-fault-second"));
        }
        self
    }

    /// What the form means. Money cannot have come in on a day that is not yet there. None, where a field is refused.
    pub fn parse(&mut self, locale: Locale, currency: Currency, today: NaiveDate) -> Option<PaymentInput> {
        let amount = self.amount.read(|typed| amount(typed, locale, currency));
        let received_on = self.received_on.read(|typed| past_day(typed, today));
        let method = self.method.parse();
        let reference = self.reference.read(|typed| text::optional_line(typed, 200));
        let key = self.read_key();
        let second = self.second.typed().split_once(' ');
        let input = PaymentInput {
            amount: amount?,
            method: method?,
            reference: reference?,
            received_on: received_on?,
            surplus: self.surplus.typed().parse().ok(),
            early: self.early.typed().parse().ok(),
            second: second.and_then(|(minor, day)| Some((minor.parse().ok()?, day.parse().ok()?))),
            key: key?,
        };
        self.accept(input)
    }
}

fn amount(typed: &str, locale: Locale, currency: Currency) -> Result<Money, Fault> {
    let amount = Money::parse(typed, locale, currency)?;
    if amount.is_zero() { Err(Fault::new("invoices-fault-zero")) } else { Ok(amount) }
}

fn past_day(typed: &str, today: NaiveDate) -> Result<NaiveDate, Fault> {
    let day = parse_date(typed)?;
    if day > today { Err(Fault::new("invoices-fault-future")) } else { Ok(day) }
}

fn named(first: &Recorded, locale: Locale) -> String {
    let number = first.number.clone().unwrap_or_default();
    [locale.money(first.amount()), locale.long_date(first.received_on), number].join(", ")
}

form! {
    /// How much of the client's credit pays an invoice: what its button offered, in minor units.
    pub struct CreditForm of CreditText {
        pub amount: Field,
    }
}

impl CreditForm {
    /// What was offered; nothing, where our page did not write it.
    pub fn minor(&self) -> i64 {
        self.amount.typed().parse().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_comes_in_on_days_that_have_been() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let blank = || PaymentText::blank(Money::new(131_072, Currency::EUR), today, Locale::De);
        let parse = |text: PaymentText| {
            let mut form = PaymentForm::from(text);
            let input = form.parse(Locale::De, Currency::EUR, today);
            (input, form.faults().into_iter().map(|(field, _)| field).collect::<Vec<_>>())
        };
        assert_eq!(parse(blank()).0.unwrap().amount.minor, 131_072);
        for (field, text) in [
            ("amount", PaymentText { amount: "0".into(), ..blank() }),
            ("amount", PaymentText { amount: "-5".into(), ..blank() }),
            ("received_on", PaymentText { received_on: "2026-11-22".into(), ..blank() }),
            ("received_on", PaymentText { received_on: "2026-02-31".into(), ..blank() }),
            ("method", PaymentText { method: "barter".into(), ..blank() }),
            ("key", PaymentText { key: FormKey::default(), ..blank() }),
        ] {
            let (input, faults) = parse(text);
            assert!(input.is_none());
            assert_eq!(faults, [field]);
        }
    }
}

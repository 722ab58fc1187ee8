//! The forms of a payment and of the use of credit.

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
    /// The form of a payment.
    pub struct PaymentForm of PaymentText {
        pub amount: Field,
        pub received_on: Field,
        pub method: Field,
        pub reference: Field,
        pub key: Field<FormKey>,
        /// The confirmed surplus above the balance that becomes credit, in minor units.
        pub surplus: Field,
        /// The confirmed day, if the payment was received before the invoice's date.
        pub early: Field,
        /// The confirmed amount in minor units and day, if the invoice already has such a payment.
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
    /// The text for a payment of the whole balance, received today.
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
    /// The form as it is returned if its key was used for another payment, which is named.
    #[must_use]
    pub fn recorded_another(self, first: &Recorded, locale: Locale) -> Self {
        self.taken(Fault::mentioning("invoices-fault-recorded", "payment", named(first, locale)))
    }

    /// The form as it is returned if the payment it recorded, which is named, has been reversed since.
    #[must_use]
    pub fn recorded_and_taken_back(self, first: &Recorded, locale: Locale) -> Self {
        self.taken(Fault::mentioning("invoices-fault-taken-back", "payment", named(first, locale)))
    }

    /// The form as it is returned with questions about the payment. Each confirmation applies only to the value it was given for.
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

    /// Parses the form. The day received cannot be in the future. Returns `None` if a field is refused.
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
    /// The amount of the client's credit to use for an invoice, in minor units, as its button offered it.
    pub struct CreditForm of CreditText {
        pub amount: Field,
    }
}

impl CreditForm {
    /// The amount offered; zero if the field was not written by the portal's page.
    pub fn minor(&self) -> i64 {
        self.amount.typed().parse().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_cannot_be_received_in_the_future() {
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

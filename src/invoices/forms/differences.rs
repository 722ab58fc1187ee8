//! What another user changed in a draft while its form was being filled in.

use crate::{
    invoices::{
        model::{Invoice, InvoiceInput, Line, LineInput},
        rules::{Discount, TaxMode},
    },
    kernel::{currency::Currency, locale::Locale},
    web::differing,
    words::Words,
};

impl InvoiceInput {
    /// The differences between the stored draft and this input: the key of the field's name, and its stored value. `project` is the
    /// name of the stored draft's project.
    pub fn differences(
        &self,
        (now, lines): (&Invoice, &[Line]),
        project: String,
        locale: Locale,
        words: &Words,
    ) -> Vec<(&'static str, String)> {
        let discount = match now.discount() {
            Discount::None => String::new(),
            Discount::Percent(rate) => locale.percent(rate.normalize()),
            Discount::Amount(amount) => locale.money(amount),
        };
        let tax_mode = match now.tax_mode {
            TaxMode::Exclusive => "invoices-tax-exclusive",
            TaxMode::Inclusive => "invoices-tax-inclusive",
        };
        let days = words.with("invoices-days-count", &[("count", now.payment_days.into())]);
        let (theirs, ours) = self.lines_apart(lines);
        let theirs = theirs.iter().map(|line| told(&line.meant(now.currency), locale));
        let ours = ours.iter().map(|line| told(line, locale));
        let listed = |lines: Vec<String>| (lines.is_empty(), lines.join("\n"));
        let ((same_theirs, theirs), (same_ours, ours)) = (listed(theirs.collect()), listed(ours.collect()));
        differing([
            ("invoices-project", self.project_id == now.project_id, project),
            ("invoices-payment-days", self.payment_days == now.payment_days, days),
            ("invoices-tax-mode", self.tax_mode == now.tax_mode, words.text(tax_mode)),
            ("invoices-discount", self.discount == now.discount(), discount),
            ("invoices-note", self.note == now.note, now.note.clone()),
            ("invoices-lines-theirs", same_theirs, theirs),
            ("invoices-lines-yours", same_ours, ours),
        ])
    }

    /// The lines that are only stored, and those that are only in the input.
    fn lines_apart<'a>(&'a self, stored: &'a [Line]) -> (Vec<&'a Line>, Vec<&'a LineInput>) {
        let mut meant: Vec<&LineInput> = self.lines.iter().collect();
        let mut apart = Vec::new();
        for line in stored {
            match meant.iter().position(|meant| line.is(meant)) {
                Some(at) => drop(meant.remove(at)),
                None => apart.push(line),
            }
        }
        (apart, meant)
    }
}

impl Line {
    fn meant(&self, currency: Currency) -> LineInput {
        LineInput {
            description: self.description.clone(),
            quantity: self.quantity,
            unit: self.unit.clone(),
            unit_price: self.unit_price(currency),
            tax_rate: self.tax_rate,
        }
    }

    fn is(&self, meant: &LineInput) -> bool {
        self.meant(meant.unit_price.currency) == *meant
    }
}

/// A line of an invoice in one line of text: `Labels: 3,000 pieces, €0.26, 5%`.
fn told(line: &LineInput, locale: Locale) -> String {
    let quantity = locale.decimal(line.quantity.normalize());
    let quantity = [quantity.as_str(), line.unit.as_str()].join(" ");
    format!(
        "{}: {}, {}, {}",
        line.description,
        quantity.trim_end(),
        locale.price(line.unit_price),
        locale.percent(line.tax_rate.normalize())
    )
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::kernel::{
        ids::InvoiceLineId,
        money::{Money, UnitPrice},
    };

    fn line(what: &str, quantity: i64) -> Line {
        Line {
            id: InvoiceLineId::new(),
            description: what.into(),
            quantity: Decimal::new(quantity * 10_000, 4),
            unit: "pieces".into(),
            unit_price_minor: 26,
            unit_price_fraction: Decimal::ZERO,
            tax_rate: Decimal::new(50_000, 4),
            amount_minor: 26 * quantity,
        }
    }

    #[test]
    fn lines_are_compared_by_content_and_not_by_position() {
        let meant = |what: &str, quantity: i64| LineInput {
            description: what.into(),
            quantity: quantity.into(),
            unit: "pieces".into(),
            unit_price: UnitPrice::from(Money::new(26, Currency::EUR)),
            tax_rate: 5.into(),
        };
        let input = InvoiceInput {
            project_id: None,
            payment_days: 14,
            tax_mode: TaxMode::Exclusive,
            discount: Discount::None,
            note: String::new(),
            lines: vec![meant("Labels", 3), meant("Boxes", 2), meant("Labels", 3)],
        };
        let stored = [line("Boxes", 2), line("Labels", 3), line("Labels", 4)];
        let (theirs, ours) = input.lines_apart(&stored);
        assert_eq!(
            theirs.iter().map(|line| told(&line.meant(Currency::EUR), Locale::En)).collect::<Vec<_>>(),
            ["Labels: 4 pieces, €0.26, 5%"]
        );
        assert_eq!(
            ours.iter().map(|line| told(line, Locale::En)).collect::<Vec<_>>(),
            ["Labels: 3 pieces, €0.26, 5%"]
        );
        assert!(input.lines_apart(&[line("Labels", 3), line("Labels", 3), line("Boxes", 2)]).0.is_empty());
    }
}

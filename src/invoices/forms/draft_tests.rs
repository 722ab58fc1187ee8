//! What a draft's form parses to, and what it refuses.

use super::*;

/// A new invoice with these lines: description, quantity, price, tax.
pub fn text(lines: &[[&str; 4]]) -> InvoiceText {
    let column = |at: usize| lines.iter().map(|line| line[at].to_owned()).collect();
    InvoiceText {
        line_what: column(0),
        line_quantity: column(1),
        line_unit: lines.iter().map(|_| String::new()).collect(),
        line_price: column(2),
        line_tax: column(3),
        ..InvoiceText::blank(String::new(), String::new(), 14)
    }
}

fn one_line(what: &str, quantity: &str, price: &str, tax: &str) -> InvoiceText {
    text(&[[what, quantity, price, tax]])
}

fn parse(text: InvoiceText) -> Option<InvoiceInput> {
    InvoiceForm::from(text).parse(Locale::En, Currency::EUR)
}

fn faults(text: InvoiceText) -> Vec<String> {
    let mut form = InvoiceForm::from(text);
    assert!(form.parse(Locale::En, Currency::EUR).is_none());
    form.faults().into_iter().map(|(field, _)| field).collect()
}

#[test]
fn a_line_is_parsed_as_typed() {
    let input = parse(one_line("Labels", "3,000", "0.26", "19 %")).unwrap();
    let line = &input.lines[0];
    assert_eq!((line.quantity, line.unit_price.minor, line.tax_rate), (3000.into(), 26.into(), 19.into()));
}

#[test]
fn faults_are_reported_at_their_field_and_row() {
    assert_eq!(
        faults(one_line("", "four", "-1", "101")),
        ["line_what-0", "line_quantity-0", "line_price-0", "line_tax-0"]
    );
    assert_eq!(faults(text(&[])), ["line_what-0"]);
    let soon = InvoiceText { payment_days: "soon".into(), ..one_line("Labels", "1", "1", "0") };
    assert_eq!(faults(soon), ["payment_days"]);
    assert_eq!(faults(one_line("Labels", "999999999", "9999999999", "0")), ["line_price-0"]);
    assert_eq!(faults(one_line("Labels", "1", "10000000000.01", "0")), ["line_price-0"]);
    assert_eq!(faults(one_line("Labels", "1000000000", "1", "0")), ["line_quantity-0"]);
}

#[test]
fn rows_are_numbered_as_shown() {
    let lines = [["Labels", "1", "1", "0"], ["", "", "", "19"], ["Boxes", "1", "much", "0"]];
    let mut form = InvoiceForm::from(text(&lines));
    assert!(form.parse(Locale::En, Currency::EUR).is_none());
    assert_eq!(form.faults()[0].0, "line_price-1");
    let rows = form.rows("20");
    let shown: Vec<_> = rows.iter().map(|(row, spare)| (row.what.typed().as_str(), *spare)).collect();
    assert_eq!(shown, [("Labels", false), ("Boxes", false), ("", true), ("", true), ("", true)]);
    assert_eq!((rows[1].0.price.id(), rows[2].0.tax.typed().as_str()), ("line_price-1".into(), "20"));
    assert!(rows[1].0.price.fault().is_some());
    assert_eq!(form.added_row("20").tax.id(), "line_tax-__n");
    // If nothing is typed, the first row is not a spare one, and shows the fault.
    let mut nothing = InvoiceForm::from(text(&[]));
    assert!(nothing.parse(Locale::En, Currency::EUR).is_none());
    let rows = nothing.rows("20");
    assert_eq!(rows.iter().map(|(_, spare)| *spare).collect::<Vec<_>>(), [false, true, true]);
    assert!(rows[0].0.what.fault().is_some() && rows[0].0.tax.is("20"));
}

#[test]
fn prices_may_have_four_decimals() {
    let input = parse(one_line("Labels", "5000", "0.0255", "0")).unwrap();
    assert_eq!(input.lines[0].counted().amount(), Some(Money::new(12_750, Currency::EUR)));
    assert_eq!(faults(one_line("Labels", "5000", "0.02555", "0")), ["line_price-0"]);
}

#[test]
fn trailing_zeros_are_ignored() {
    let input = parse(one_line("Labels", "3.00000", "0.2600", "19.00000 %")).unwrap();
    let line = &input.lines[0];
    assert_eq!((line.quantity, line.unit_price.minor, line.tax_rate), (3.into(), 26.into(), 19.into()));
}

#[test]
fn a_foreign_thousands_separator_is_refused() {
    assert_eq!(faults(one_line("Labels", "1.000", "1.25", "0")), ["line_quantity-0"]);
    assert_eq!(faults(one_line("Labels", "0", "1.25", "0")), ["line_quantity-0"]);
}

#[test]
fn a_discount_above_the_subtotal_is_refused() {
    let discount = |typed: &str, kind: &str| InvoiceText {
        discount: typed.into(),
        discount_kind: kind.into(),
        ..one_line("Labels", "1", "9", "19")
    };
    assert_eq!(faults(discount("9.01", "amount")), ["discount"]);
    assert!(parse(discount("9", "amount")).is_some());
    assert!(parse(discount("100", "percent")).is_some());
}

#[test]
fn an_amount_that_is_too_large_is_reported_at_its_row() {
    let lines = [["Labels", "1", "1", "0"], ["Machines", "2", "10000000000", "0"]];
    assert_eq!(faults(text(&lines)), ["line_price-1"]);
}

#[test]
fn empty_rows_are_not_lines() {
    let lines = [["Labels", "1", "1", "0"], [" ", " ", " ", "19"]];
    assert_eq!(parse(text(&lines)).unwrap().lines.len(), 1);
}

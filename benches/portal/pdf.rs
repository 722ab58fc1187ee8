//! A one-page invoice as PDF: CPU time and file size.

use std::fs;

use chrono::DateTime;
use reprint::pdf::{Client, InvoiceDocument, InvoiceWords, Line, Studio, TaxRow, TotalRow, invoice};

/// Milliseconds of CPU time for each run, and the size of the file in bytes.
pub fn print(runs: usize) -> (Vec<f64>, usize) {
    let document = document();
    let mut size = invoice(&document).expect("an invoice is printed").len();
    let costs = (0..runs).map(|_| {
        let began = on_processor();
        size = invoice(&document).expect("an invoice is printed").len();
        on_processor() - began
    });
    (costs.collect(), size)
}

/// Milliseconds of CPU time of this thread, which other users of the machine do not affect.
fn on_processor() -> f64 {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").expect("/proc is available");
    stat.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).expect("a figure") / 1e6
}

fn document() -> InvoiceDocument {
    let text = |text: &str| text.to_owned();
    let total = |label: &str, strong| TotalRow { label: text(label), amount: text("€3,347.97"), strong };
    let line = |number: usize| Line {
        description: format!("Poster A1, run {number}"),
        detail: text("Spot varnish on 170 g uncoated"),
        quantity: text("250"),
        unit: text("pcs"),
        unit_price: text("€4.80"),
        tax_rate: text("19%"),
        amount: text("€1,200.00"),
    };
    InvoiceDocument {
        words: words(),
        number: text("RE-2026-0042"),
        issued_on: text("20 November 2026"),
        due_on: text("4 December 2026"),
        issued_at: DateTime::from_timestamp(1_795_000_000, 0).expect("an instant"),
        studio: Studio {
            name: text("[RE]Print"),
            address: vec![text("Alte Druckerei 7"), text("04229 Leipzig")],
            tax_id: text("DE 318 204 771"),
            email: text("studio@reprint.example"),
            bank: vec![text("IBAN DE89 3704 0044 0532 0130 00")],
        },
        client: Client {
            name: text("Birch & Beam"),
            address: vec![text("Ana Birch"), text("1070 Wien")],
            tax_id: text("ATU 99 887 766"),
        },
        project: text("Autumn catalogue"),
        lines: (1..=8).map(line).collect(),
        totals: vec![total("Subtotal", false), total("VAT 19%", false), total("Grand total", true)],
        taxes: vec![TaxRow { rate: text("19%"), net: text("€2,813.42"), tax: text("€534.55") }],
        note: text("Thank you for the good work together."),
        terms: text("Payable within 14 days."),
        accent: (0, 87, 255),
        language: text("en-GB"),
    }
}

fn words() -> InvoiceWords {
    let text = |text: &str| text.to_owned();
    InvoiceWords {
        title: text("Invoice"),
        number: text("Number"),
        date: text("Date"),
        due: text("Due"),
        bill_to: text("Bill to"),
        project: text("Project"),
        for_client: text("for"),
        by_studio: text("by"),
        description: text("Description"),
        quantity: text("Quantity"),
        unit_price: text("Unit price"),
        tax: text("Tax"),
        amount: text("Amount"),
        tax_rate: text("Rate"),
        net: text("Net"),
        note: text("Note"),
        terms: text("Terms"),
        bank: text("Bank"),
        tax_id: text("Tax number"),
        client_tax_id: text("Your tax number"),
        page: text("Page {n} of {m}"),
    }
}

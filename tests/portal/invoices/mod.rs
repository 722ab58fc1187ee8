//! Invoices, from the draft to the money.

mod bounds;
mod days;
mod drafting;
mod numbering;
mod paying;
mod printing;
mod sending;
mod taken_back;
mod transfer;

use crate::support::*;

/// The lines of Birch & Beam's autumn labels: 1,140.00 net at two rates.
pub const LABELS: &[(&str, &str)] = &[
    ("payment_days", "14"),
    ("tax_mode", "exclusive"),
    ("discount_kind", "percent"),
    ("note", "Spot varnish on the front only."),
    ("line_what", "Labels, 4/0 and spot varnish"),
    ("line_quantity", "3000"),
    ("line_unit", "pieces"),
    ("line_price", "0.26"),
    ("line_tax", "5"),
    ("line_what", "Design"),
    ("line_quantity", "4.5"),
    ("line_unit", "h"),
    ("line_price", "80.00"),
    ("line_tax", "9.975"),
];

/// The form of a new invoice for a client, a field or two of it typed otherwise.
pub fn typed<'a>(client: &'a str, otherwise: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![("client", client)];
    fields.extend(LABELS);
    for (name, value) in otherwise {
        let field = fields.iter_mut().find(|(field, _)| field == name).map(|field| field.1 = value);
        if field.is_none() {
            fields.push((name, value));
        }
    }
    fields
}

/// Drafts Birch & Beam's labels through the form; gives the draft's path.
pub fn draft(studio: &Studio) -> String {
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    jonas.post("/invoices", &typed(&client, &[])).expect(303).location()
}

/// Drafts and sends it; gives its path.
pub fn sent(studio: &Studio) -> String {
    let path = draft(studio);
    let jonas = studio.sign_in(&studio.staff);
    let revision = jonas.get(&path).expect(200).value_of("revision");
    jonas.post(&format!("{path}/delivery"), &[("revision", &revision), ("confirmed", "yes")]).expect(303);
    path
}

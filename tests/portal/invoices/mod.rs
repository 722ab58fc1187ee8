//! Invoices, from draft to payment.

mod adding_up;
mod bounds;
mod confirmed;
mod days;
mod drafting;
mod listing;
mod numbering;
mod paying;
mod printing;
mod questions;
mod sending;
mod taken_back;
mod taking_back;
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

/// The fields of the form of a new invoice for a client, with some values changed.
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

/// Drafts Birch & Beam's labels through the form; returns the draft's path.
pub fn draft(studio: &Studio) -> String {
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    jonas.post("/invoices", &typed(&client, &[])).expect(303).location()
}

/// Drafts and sends it; returns its path.
pub fn sent(studio: &Studio) -> String {
    let path = draft(studio);
    send(studio, &studio.sign_in(&studio.staff), &path);
    path
}

/// Presses "Send" on the confirmation page, accepting its concerns. The draft is then on its way.
#[track_caller]
pub fn press_send(client: &Client, path: &str) -> Page {
    let delivery = format!("{path}/delivery");
    let sheet = client.get(&delivery).expect(200);
    let mut fields: Vec<_> =
        ["revision", "shown", "_once"].into_iter().map(|name| (name, sheet.value_of(name))).collect();
    fields.extend(sheet.attributes("#anyway", "value").into_iter().map(|seen| ("anyway", seen)));
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    client.post(&delivery, &fields)
}

/// Sends a draft, and lets the time for cancelling pass.
#[track_caller]
pub fn send(studio: &Studio, client: &Client, path: &str) {
    press_send(client, path).expect(303);
    studio.send_what_is_on_its_way();
}

//! An invoice is sent as its sender saw it: the recipients, and the parts of it that are not in the draft itself.

use diesel::prelude::*;

use super::*;

/// What may change outside a draft, and how the page names it.
const CHANGES: [(&str, &str); 8] = [
    ("update clients set email = 'other-accounts@birch.example' where id = '{client}'", "the recipients"),
    ("update users set email = 'moved@birch.example' where id = '{manager}'", "the recipients"),
    ("update clients set address = '5 Elm Road' where id = '{client}'", "the client’s details"),
    ("update clients set tax_id = 'CA 99' where id = '{client}'", "the client’s details"),
    ("update studios set address = '9 Oak Lane'", "the studio’s details"),
    ("update studios set tax_id = 'DE 99'", "the studio’s details"),
    ("update studios set bank = 'IBAN DE02 1203 0000 0000 2020 51'", "the bank details"),
    ("update studios set zone = 'Pacific/Kiritimati'", ""),
];

fn change(studio: &Studio, statement: &str) {
    let statement = statement
        .replace("{client}", &studio.birch.id.to_string())
        .replace("{manager}", &studio.birch.manager.id.to_string());
    studio.set_up(|tx| Ok(diesel::sql_query(&statement).execute(tx.conn())?));
}

fn sent_so_far(studio: &Studio) -> Vec<String> {
    studio.set_up(|tx| Ok(sql::texts(tx.conn(), "select number as text from invoices where status = 'sent'")))
}

#[test]
fn issue_11_changes_outside_the_draft_are_shown_before_it_is_sent() {
    let studio = Studio::new();
    let (jonas, path) = (studio.sign_in(&studio.staff), draft(&studio));
    let delivery = format!("{path}/delivery");
    for (statement, said) in CHANGES.into_iter().filter(|(_, said)| !said.is_empty()) {
        let sheet = jonas.get(&delivery).expect(200);
        change(&studio, statement);
        let mut fields: Vec<_> =
            ["revision", "shown", "_once"].into_iter().map(|name| (name, sheet.value_of(name))).collect();
        fields.push(("anyway", "address".to_owned()));
        let pressed: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let told = jonas.post(&delivery, &pressed).expect(409).says("it has not been sent");
        assert_eq!(told.texts_of("#changed-parts li"), [said], "{statement}");
        assert_ne!(told.value_of("shown"), sheet.value_of("shown"));
        jonas.get(&path).expect(200).lacks("is sending this invoice");
    }
    // A page of a release that showed less also asks again.
    let sheet = jonas
        .get(&delivery)
        .expect(200)
        .says("5 Elm Road")
        .says("DE 99")
        .says("other-accounts@birch.example");
    let pressed = [("revision", &*sheet.value_of("revision")), ("anyway", "address")];
    jonas.post(&delivery, &pressed).expect(409);
    // The control: a draft with nothing changed is sent.
    send(&studio, &jonas, &path);
    assert_eq!(sent_so_far(&studio), ["INV-0001"]);
}

#[test]
fn issue_11_a_change_during_the_ten_seconds_stops_the_sending_and_notifies_the_sender() {
    let studio = Studio::new();
    let (jonas, path) = (studio.sign_in(&studio.staff), draft(&studio));
    for (statement, said) in CHANGES.into_iter().filter(|(_, said)| !said.is_empty()) {
        press_send(&jonas, &path).expect(303);
        change(&studio, statement);
        studio.send_what_is_on_its_way();
        assert_eq!(sent_so_far(&studio), Vec::<String>::new(), "{said}");
        jonas.get(&path).expect(200).says("changed after Send was pressed").says("Edit draft");
    }
    jonas.get("/activity").expect(200).says("The invoice for Birch & Beam could not be sent.");
    send(&studio, &jonas, &path);
    assert_eq!(sent_so_far(&studio), ["INV-0001"]);
    // A new day changes only the due date: the draft is sent.
    let next = draft(&studio);
    press_send(&jonas, &next).expect(303);
    change(&studio, CHANGES[7].0);
    studio.send_what_is_on_its_way();
    assert_eq!(sent_so_far(&studio).len(), 2);
}

#[test]
fn issue_11_audit_entries_about_a_draft_name_its_client() {
    let studio = Studio::new();
    let (jonas, vera) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    let path = draft(&studio);
    press_send(&jonas, &path).expect(303);
    jonas.post(&format!("{path}/delivery/cancellation"), &[]).expect(303);
    let audit = vera.get("/audit").expect(200);
    for told in [
        "drafted an invoice for Birch & Beam",
        "began to send an invoice for Birch & Beam",
        "took back the sending of an invoice for Birch & Beam",
    ] {
        assert!(audit.text().contains(told), "{told}: {}", audit.text());
    }
    jonas.get(&path).expect(200);
    jonas.post(&format!("{path}/removal"), &[("confirmed", "yes")]).expect(303);
    vera.get("/audit").expect(200).says("deleted the draft of an invoice for Birch & Beam");
}

#[test]
fn issue_11_an_open_page_offers_to_reverse_a_new_payment() {
    let studio = Studio::new();
    let path = sent(&studio);
    let vera = studio.sign_in(&studio.admin);
    let page = vera.get(&path).expect(200).lacks("Take back a payment");
    let id = path.rsplit('/').next().expect("an id");
    assert!(page.has(&format!("[id='invoice-take-back-news-{id}']")));
    let mut open = crate::live::Stream::of_page(&vera, &path);
    let fields = [
        ("amount", "10.00"),
        ("method", "cash"),
        ("received_on", &*page.value_of("received_on")),
        ("key", &*page.value_of("key")),
    ];
    vera.post(&format!("{path}/payments"), &fields).expect(303);
    eventually("the page fetches the offer", || {
        let piece = open.piece().data;
        (piece.contains(&format!("#invoice-take-back-news-{id}")) && piece.contains("hx-select"))
            .then_some(())
    });
    vera.get(&path).expect(200).says("Take back a payment");
}

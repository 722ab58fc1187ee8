//! Money that came in, recorded by an admin.

use super::*;

fn payment<'a>(amount: &'a str, key: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("amount", amount),
        ("received_on", "2026-11-20"),
        ("method", "bank_transfer"),
        ("reference", "Birch 11/26"),
        ("key", key),
    ]
}

#[test]
fn an_invoice_is_paid_in_two_parts_and_both_sides_see_it() {
    let studio = Studio::new();
    let path = sent(&studio);
    let (vera, ana) = (studio.sign_in(&studio.admin), studio.sign_in(&studio.birch.manager));
    let key = vera.get(&path).expect(200).value_of("key");
    vera.post(&format!("{path}/payments"), &payment("1,000.00", &key)).expect(303);
    ana.get(&path).expect(200).says("Partly paid").says("€214.91");
    let key = vera.get(&path).expect(200).value_of("key");
    vera.post(&format!("{path}/payments"), &payment("214.91", &key)).expect(303);
    for browser in [&vera, &ana] {
        browser.get(&path).expect(200).says("Paid").says("€1,000.00").says("€0.00");
    }
    let key = "0190aaaa-0000-7000-8000-000000000000";
    vera.post(&format!("{path}/payments"), &payment("1.00", key)).expect(409);
}

#[test]
fn a_double_click_records_one_payment() {
    let studio = Studio::new();
    let path = sent(&studio);
    let vera = studio.sign_in(&studio.admin);
    let key = vera.get(&path).expect(200).value_of("key");
    for _ in 0..2 {
        vera.post(&format!("{path}/payments"), &payment("100.00", &key)).expect(303);
    }
    vera.get(&path).expect(200).says("€1,114.91");
}

#[test]
fn what_is_paid_beyond_the_total_is_the_clients_credit() {
    let studio = Studio::new();
    let path = sent(&studio);
    let vera = studio.sign_in(&studio.admin);
    let key = vera.get(&path).expect(200).value_of("key");
    vera.post(&format!("{path}/payments"), &payment("1,300.00", &key)).expect(303);
    vera.get(&path).expect(200).says("Paid");
    let mut app = sql::app();
    let credit = sql::probe(&mut app, studio.scope(&studio.admin), |connection| {
        sql::texts(
            connection,
            "select (p.amount_minor - a.amount_minor)::text as text from payments p
            join payment_allocations a on a.payment_id = p.id",
        )
    });
    assert_eq!(credit, ["8509"]);
}

#[test]
fn what_is_refused_comes_back_with_the_reason_beside_it() {
    let studio = Studio::new();
    let path = sent(&studio);
    let vera = studio.sign_in(&studio.admin);
    let key = vera.get(&path).expect(200).value_of("key");
    for (field, value) in [
        ("amount", "0"),
        ("amount", "-1"),
        ("amount", "ten"),
        ("received_on", "2026-02-31"),
        ("received_on", "2199-01-01"),
        ("method", "barter"),
    ] {
        let mut fields = payment("1.00", &key);
        fields.iter_mut().find(|(name, _)| *name == field).unwrap().1 = value;
        let page = vera.post(&format!("{path}/payments"), &fields).expect(422);
        assert!(page.field_fault(field).is_some(), "{field} {value}: {}", page.text());
    }
    vera.get(&path).expect(200).says("No payments yet.");
}

#[test]
fn only_an_admin_records_payments() {
    let studio = Studio::new();
    let path = sent(&studio);
    let key = "0190aaaa-0000-7000-8000-000000000000";
    for (person, status) in
        [(&studio.staff, 403), (&studio.birch.manager, 404), (&studio.northlight.manager, 404)]
    {
        let browser = studio.sign_in(person);
        browser.get("/invoices").expect(200);
        browser.post(&format!("{path}/payments"), &payment("1.00", key)).expect(status);
    }
    let vera = studio.sign_in(&studio.admin);
    vera.get(&path).expect(200).says("No payments yet.");
    vera.post(&format!("{path}/payments"), &payment("1.00", key)).expect(303);
}

#[test]
fn a_budget_is_spent_before_tax_on_every_page() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    studio.set_up(|tx| {
        use diesel::prelude::*;
        use reprint::schema::projects;
        let row = projects::table.filter(projects::id.eq(things.project));
        Ok(diesel::update(row).set(projects::budget_minor.eq(500_000)).execute(tx.conn())?)
    });
    let jonas = studio.sign_in(&studio.staff);
    let (client, project) = (studio.birch.id.to_string(), things.project.to_string());
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let path = jonas.post("/invoices", &typed(&client, &[("project", &project)])).expect(303).location();
    let revision = jonas.get(&path).expect(200).value_of("revision");
    jonas.post(&format!("{path}/delivery"), &[("revision", &revision), ("confirmed", "yes")]).expect(303);
    // 1,200.00 were furnished, untaxed; the labels are 1,140.00 before tax.
    let overview = jonas.get(&format!("/projects/{project}")).expect(200);
    let money = jonas.get(&format!("/projects/{project}/money")).expect(200);
    overview.says("€2,340.00 invoiced before tax, 46%");
    money.says("Invoiced before tax").says("€2,340.00").says("Paid, tax included").says("€200.00");
}

#[test]
fn an_invoice_is_the_managers_turn_and_a_member_may_read_it() {
    let studio = Studio::new();
    let path = sent(&studio);
    let (ana, tom) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.birch.member));
    assert!(ana.get("/").expect(200).has(&format!(".turns a[href='{path}']")));
    assert!(!tom.get("/").expect(200).has(&format!(".turns a[href='{path}']")));
    tom.get(&path).expect(200);
}

#[test]
fn issue_8_row_9_a_key_stands_for_one_payment_and_what_was_typed_stays() {
    let studio = Studio::new();
    let (first, second) = (sent(&studio), sent(&studio));
    let vera = studio.sign_in(&studio.admin);
    let key = vera.get(&first).expect(200).value_of("key");
    vera.post(&format!("{first}/payments"), &payment("100.00", &key)).expect(303);
    let payments = || {
        let all = "select amount_minor::text as text from payments order by created_at";
        studio.set_up(|tx| Ok(sql::texts(tx.conn(), all)))
    };
    assert_eq!(payments(), ["10000"]);
    let others =
        [("amount", "90.00"), ("received_on", "2026-11-19"), ("method", "cash"), ("reference", "Other")];
    for (field, value) in others {
        let mut fields = payment("100.00", &key);
        fields.iter_mut().find(|(name, _)| *name == field).unwrap().1 = value;
        let page = vera.post(&format!("{first}/payments"), &fields).expect(409);
        let said = page.field_fault("key").expect("what the key stands for is said beside the form");
        assert!(
            said.contains("€100.00") && said.contains("20 November 2026") && said.contains("INV-"),
            "{said}"
        );
        assert_eq!(
            (page.value_of("amount"), page.value_of("received_on"), page.value_of("reference")),
            (fields[0].1.to_owned(), fields[1].1.to_owned(), fields[3].1.to_owned())
        );
        assert_ne!(page.value_of("key"), key);
        assert_eq!(payments(), ["10000"], "{field}");
    }
    // The same for another invoice; sent again with the key that came back, it is a payment of its own.
    let page = vera.post(&format!("{second}/payments"), &payment("100.00", &key)).expect(409);
    assert_eq!(payments(), ["10000"]);
    let fresh = page.value_of("key");
    vera.post(&format!("{second}/payments"), &payment("100.00", &fresh)).expect(303);
    assert_eq!(payments(), ["10000", "10000"]);
    // Also where the first one settled the invoice.
    let key = vera.get(&first).expect(200).value_of("key");
    vera.post(&format!("{first}/payments"), &payment("1,114.91", &key)).expect(303);
    vera.post(&format!("{first}/payments"), &payment("1,114.91", &key)).expect(303);
    let page = vera.post(&format!("{first}/payments"), &payment("7.00", &key)).expect(409);
    assert_eq!(page.value_of("amount"), "7.00");
    let keyless = vera
        .post(&format!("{second}/payments"), &payment("7.00", "00000000-0000-0000-0000-000000000000"))
        .expect(422);
    assert!(keyless.field_fault("key").is_some());
}

#[test]
fn issue_8_row_9_one_key_for_two_invoices_at_once_records_one_payment() {
    let studio = Studio::new();
    let paths = [sent(&studio), sent(&studio)];
    let vera = studio.sign_in(&studio.admin);
    let key = vera.get(&paths[0]).expect(200).value_of("key");
    let statuses = std::thread::scope(|scope| {
        let key = &key;
        let both = paths.each_ref().map(|path| {
            let vera = studio.sign_in(&studio.admin);
            vera.get(path).expect(200);
            scope.spawn(move || vera.post(&format!("{path}/payments"), &payment("100.00", key)).status)
        });
        both.map(|thread| thread.join().expect("an answer"))
    });
    let mut sorted = statuses;
    sorted.sort_unstable();
    assert_eq!(sorted, [303, 409]);
}

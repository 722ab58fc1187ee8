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
    vera.get(&path).expect(200).says("None yet.");
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
    vera.get(&path).expect(200).says("None yet.");
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
    jonas.post(&format!("{path}/delivery"), &[("revision", &revision)]).expect(303);
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

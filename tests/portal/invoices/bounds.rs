//! No amount exceeds 10^12 minor units (security.md, K54): larger ones are refused in forms and in the database.

use reprint::{access::Reach, kernel::Money};

use super::*;
use crate::support::sql;

const MOST: &str = "10,000,000,000.00";

#[test]
fn an_amount_that_is_too_large_is_reported_at_its_field() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    for (field, value, beside) in [
        ("line_price", "10,000,000,000.01", "line_price-0"),
        ("line_price", "92233720368547758.07", "line_price-0"),
        ("line_price", "9,999,999,999.99", "line_price-0"), // 3000 of them
        ("line_quantity", "1000000000", "line_quantity-0"),
    ] {
        let page = jonas.post("/invoices", &typed(&client, &[(field, value)])).expect(422);
        assert!(page.field_fault(beside).is_some(), "{field} {value}: {}", page.text());
        assert!(page.attributes("input", "value").contains(&value.to_owned()), "{value} is kept");
    }
    jonas.get("/projects/new").expect(200);
    let project = |budget| [("client", client.as_str()), ("name", "Posters"), ("budget", budget)];
    let page = jonas.post("/projects", &project("10,000,000,000.01")).expect(422);
    assert!(page.field_fault("budget").is_some());
    jonas.post("/projects", &project(MOST)).expect(303);
    let invoice = format!("/invoices/{}", things.invoice);
    let vera = studio.sign_in(&studio.admin);
    let key = vera.get(&invoice).expect(200).value_of("key");
    let fields = [
        ("amount", "10,000,000,000.01"),
        ("received_on", "2026-11-20"),
        ("early", "2026-11-20"),
        ("method", "bank_transfer"),
        ("key", key.as_str()),
    ];
    let page = vera.post(&format!("{invoice}/payments"), &fields).expect(422);
    assert!(page.field_fault("amount").is_some());
}

#[test]
fn two_of_the_largest_invoices_break_no_page() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    for _ in 0..2 {
        jonas.get(&format!("/invoices/new?client={client}")).expect(200);
        let largest = [
            ("client", client.as_str()),
            ("payment_days", "14"),
            ("tax_mode", "exclusive"),
            ("discount_kind", "percent"),
            ("line_what", "A printing works"),
            ("line_quantity", "1"),
            ("line_price", MOST),
            ("line_tax", "0"),
        ];
        let path = jonas.post("/invoices", &largest).expect(303).location();
        send(&studio, &jonas, &path);
    }
    for person in [&studio.staff, &studio.admin, &studio.birch.manager] {
        let browser = studio.sign_in(person);
        for page in ["/", "/invoices"] {
            browser.get(page).expect(200).says("10,000,000,000.00");
        }
    }
    jonas.get("/").expect(200).says("20,000,000,000.00");
}

#[test]
fn every_column_of_money_is_bounded_and_checked() {
    // Sums of nine million of the largest amounts fit their columns, so only the summed columns need bounds.
    let columns = "select c.table_name || '.' || c.column_name as text from information_schema.columns c
        where c.table_schema = 'public' and c.column_name like '%\\_minor'
        and c.table_name not in ('money_by_day', 'project_money')";
    let columns = sql::texts(&mut sql::owner(), columns);
    assert!(columns.len() >= 11, "{columns:?}");
    let bounds = format!("{}", Money::MOST);
    let checks = sql::texts(
        &mut sql::owner(),
        "select conrelid::regclass::text || ': ' || pg_get_constraintdef(oid) as text from pg_constraint
            where contype = 'c' and convalidated and conname like '%_amounts_in_bounds'",
    );
    for column in columns {
        let (table, column) = column.split_once('.').expect("a table and a column");
        let bounded = checks.iter().any(|check| {
            let of_table = check.starts_with(&format!("{table}: "));
            let above = check.contains(&format!("({column} <= '{bounds}'::bigint)"));
            of_table && above && check.contains(&format!("({column} >= '-{bounds}'::bigint)"))
        });
        assert!(bounded, "{table}.{column} has no bounds in {checks:#?}");
    }
    let studio = Studio::new();
    let project = studio.furnish(&studio.birch).project;
    let system = reprint::access::Scope { reach: Reach::System, user: None, ..studio.scope(&studio.admin) };
    sql::probe(&mut sql::app(), system, |app| {
        let budget =
            |minor: i64| format!("update projects set budget_minor = {minor} where id = '{project}'");
        assert_eq!(sql::touch(app, &budget(Money::MOST)), Ok(1));
        let refused = sql::touch(app, &budget(Money::MOST + 1)).expect_err("there is a check");
        assert!(refused.contains("projects_amounts_in_bounds"), "{refused}");
    });
}

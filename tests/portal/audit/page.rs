//! The audit log's page, its filters, and its export.

use diesel::prelude::*;
use reprint::{
    audit::{self, Subject},
    files, invoices,
    kernel::ids::{FileId, InvoiceId},
    schema::users,
    studio,
};
use serde_json::json;

use crate::support::{Page, Studio, kinds::AuditKind};

fn furnished() -> Studio {
    let studio = Studio::new();
    let invoice = uuid::Uuid::from_u128(0x7F3A);
    studio
        .act(&studio.staff, |tx| {
            audit::record(
                tx,
                invoices::AuditKind::Sent,
                InvoiceId::from(invoice),
                json!({ "number": "INV-77" }),
            )?;
            let facts = json!({ "before": { "payment_days": 14 }, "after": { "payment_days": 30 } });
            audit::record(tx, studio::AuditKind::Changed, tx.scope.studio, facts)
        })
        .unwrap();
    studio
        .act(&studio.birch.manager, |tx| {
            audit::record(
                tx,
                files::AuditKind::Downloaded,
                FileId::from(invoice),
                json!({ "name": "=cmd()" }),
            )
        })
        .unwrap();
    studio
}

#[test]
fn an_admin_sees_who_did_what() {
    let studio = furnished();
    let admin = studio.sign_in(&studio.admin);
    let page =
        admin.get("/audit").expect(200).says("Jonas Weber sent INV-77").says("Ana Keller downloaded =cmd()");
    assert!(
        page.has_text("Payment terms 14 30"),
        "before and after are shown side by side, in words (issue 11)"
    );
    studio.sign_in(&studio.staff).get("/audit").expect(403).lacks("INV-77");
    studio.sign_in(&studio.birch.manager).get("/audit").expect(404);
}

#[test]
fn the_search_is_in_the_query_string() {
    let studio = furnished();
    let admin = studio.sign_in(&studio.admin);
    let finds = |query: &str, yes: &str, no: &str| {
        let page = admin.get(&format!("/audit?{query}")).expect(200);
        assert!(page.has_text(yes), "{query} does not find {yes}");
        assert!(!page.texts_of("tbody").join(" ").contains(no), "{query} finds {no}");
    };
    finds("person=jonas", "INV-77", "=cmd()");
    finds(&format!("person={}", studio.birch.manager.id), "=cmd()", "INV-77");
    finds("kind=invoice", "INV-77", "Payment terms");
    finds("kind=studio.changed", "Payment terms", "INV-77");
    finds("object=invoice&id=00000000-0000-0000-0000-000000007f3a", "INV-77", "Payment terms");
    finds("text=INV-7", "INV-77", "Payment terms");
    finds("text=100%25", "No entries found", "INV-77");
    finds("from=2020-01-01&until=2020-12-31", "No entries found", "INV-77");
    finds("from=2020-01-01", "INV-77", "No entries found");
    // Issue 11: `id` and `object` are for links, and are not fields of the form.
    let refused = admin.get("/audit?id=7").expect(422).says("incomplete").says("INV-77");
    assert!(!refused.has("[name=id]") && !refused.has("[name=object]"));
    admin.get("/audit?nothing=1").expect(200);
}

#[test]
fn issue_11_the_audit_log_shows_its_filters() {
    let studio = furnished();
    let admin = studio.sign_in(&studio.admin);
    let chips = |page: &Page| -> Vec<(String, String)> {
        page.texts_of(".chip > span:last-of-type").into_iter().zip(page.attributes(".chip", "href")).collect()
    };
    let chip = |word: &str, href: &str| (word.to_owned(), href.to_owned());
    assert_eq!(chips(&admin.get("/audit").expect(200)), []);
    let page = admin.get("/audit?person=jonas&kind=invoice&from=2020-01-01").expect(200);
    assert_eq!(
        chips(&page),
        [
            chip("Person: jonas", "/audit?kind=invoice&from=2020-01-01"),
            chip("Event: Invoices", "/audit?person=jonas&from=2020-01-01"),
            chip("From: 1 Jan 2020", "/audit?person=jonas&kind=invoice"),
        ]
    );
    let about = "object=invoice&id=00000000-0000-0000-0000-000000007f3a";
    let page = admin.get(&format!("/audit?{about}&text=INV")).expect(200);
    assert_eq!(
        chips(&page),
        [chip("About: INV-77", "/audit?text=INV"), chip("Text: INV", &format!("/audit?{about}"))]
    );
    // A search keeps the filters that came from a link.
    assert_eq!(page.attributes("form.filters [type=hidden]", "value").len(), 2);
}

#[test]
fn older_entries_are_on_the_next_page() {
    let studio = Studio::new();
    studio
        .act(&studio.admin, |tx| {
            (0..120).try_for_each(|n| {
                audit::record(tx, AuditKind::Done, Subject::NOTHING, json!({ "n": format!("entry {n};") }))
            })
        })
        .unwrap();
    let admin = studio.sign_in(&studio.admin);
    let mut seen = 0;
    let mut page = admin.get("/audit?kind=test").expect(200);
    loop {
        seen += page.texts_of("tbody td[data-label='When']").len();
        let Some(next) = page.attributes("a[rel=next]", "href").pop() else { break };
        assert!(next.contains("kind=test"), "{next}");
        page = admin.get(&next).expect(200);
    }
    assert_eq!(seen, 120);
    let names = page.text();
    assert!(names.contains("entry 0;") && !names.contains("entry 100;"));
}

#[test]
fn the_export_contains_no_formulas_and_is_audited() {
    let studio = furnished();
    studio
        .act(&studio.admin, |tx| {
            (0..1100).try_for_each(|_| audit::record(tx, AuditKind::Done, Subject::NOTHING, json!({})))
        })
        .unwrap();
    studio.set_up(|tx| {
        let row = users::table.filter(users::id.eq(studio.staff.id));
        Ok(diesel::update(row).set(users::name.eq("=HYPERLINK(\"http://canary\")")).execute(tx.conn())?)
    });
    studio.act(&studio.staff, |tx| audit::record(tx, AuditKind::Done, Subject::NOTHING, json!({}))).unwrap();
    let admin = studio.sign_in(&studio.admin);
    let sheet = admin.get("/audit/export").expect(200);
    assert_eq!(sheet.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(sheet.header("content-disposition").unwrap().starts_with("attachment; filename=\"audit-"));
    let text = sheet.body();
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<_> = reader.records().map(|row| row.expect("every row has its cells")).collect();
    assert!(rows.len() > 1103, "{} rows", rows.len());
    for cell in rows.iter().flat_map(|row| row.iter()) {
        assert!(!cell.trim_start().starts_with(['=', '+', '-', '@']), "{cell}");
    }
    assert!(rows.iter().any(|row| &row[4] == "'=HYPERLINK(\"http://canary\")"));
    admin.get("/audit?kind=audit.exported").expect(200).says("Vera Lindqvist exported the audit log");
    let narrow = admin.get("/audit/export?kind=invoice").expect(200).body();
    assert_eq!(narrow.lines().count(), 2);
    studio.sign_in(&studio.staff).get("/audit/export").expect(403);
}

#[test]
fn an_export_that_breaks_off_says_so_in_its_last_row() {
    let studio = furnished();
    studio
        .act(&studio.admin, |tx| {
            (0..600).try_for_each(|_| audit::record(tx, AuditKind::Done, Subject::NOTHING, json!({})))
        })
        .unwrap();
    // The oldest entry, in the second batch, has a date that Postgres can represent but the portal cannot.
    studio.set_up(|tx| {
        let broken = "insert into audit_entries (id, kind, actor_name, facts, created_at) values
            ('00000000-0000-0000-0000-000000000001', 'test.done', 'test', '{}', '290000-01-01')";
        Ok(diesel::connection::SimpleConnection::batch_execute(tx.conn(), broken)?)
    });
    let admin = studio.sign_in(&studio.admin);
    for (language, sentence) in
        [("en", "This export is incomplete"), ("de", "Dieser Export ist unvollständig")]
    {
        admin.get("/account").expect(200);
        admin
            .post(
                "/account",
                &[("name", "Vera Lindqvist"), ("locale", language), ("zone", "UTC"), ("theme", "")],
            )
            .expect(303);
        let sheet = admin.get("/audit/export").expect(200);
        let reference = sheet.header("x-request-id").expect("every response has one").to_owned();
        let text = sheet.body();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<_> = reader.records().map(|row| row.expect("every row has its cells")).collect();
        assert!(rows.len() > 500, "the readable rows are missing: {} rows", rows.len());
        let last = rows.last().expect("there are rows");
        assert!(last[0].starts_with(sentence) && last[0].contains(&reference), "{last:?}");
        assert!(last.iter().skip(1).all(str::is_empty), "{last:?}");
        assert!(rows.iter().rev().skip(1).all(|row| !row[0].contains(sentence)));
    }
    let whole = admin.get("/audit/export?kind=invoice").expect(200).body();
    assert!(!whole.contains("unvollständig"), "{whole}");
}

#[test]
fn the_page_shows_how_far_the_chain_is_intact() {
    let studio = furnished();
    let admin = studio.sign_in(&studio.admin);
    admin.get("/audit").expect(200).says("has not been checked yet");
    let said = admin.post("/audit/checks", &[]).expect(303);
    assert_eq!(said.location(), "/audit");
    studio.work_off();
    admin.get("/audit").expect(200).says("The chain is intact up to entry 4.");
    super::chain::tamper(
        &studio,
        "audit_entries",
        "update audit_entries set kind = 'x.y' where kind = 'invoice.sent'",
    );
    admin.post("/audit/checks", &[]).expect(303);
    studio.work_off();
    admin.get("/audit").expect(200).says("The chain is broken. An entry was altered.").says("At entry 1");
}

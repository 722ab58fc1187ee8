//! Sending freezes an invoice and mails it to its client.

use diesel::prelude::*;
use reprint::{kernel::sha256::Sha256, schema::clients};

use super::*;

#[test]
fn sending_assigns_a_number_makes_the_pdf_and_writes_the_mail() {
    let studio = Studio::new();
    let path = sent(&studio);
    let ana = studio.sign_in(&studio.birch.manager);
    let page = ana.get(&path).expect(200).says("INV-0001").says("€1,214.91").says("Sent");
    let pdf = ana.get(&format!("{path}/pdf")).expect(200);
    assert_eq!(pdf.header("content-type"), Some("application/pdf"));
    assert_eq!(pdf.header("content-disposition"), Some("attachment; filename=\"INV-0001.pdf\""));
    assert!(pdf.bytes.starts_with(b"%PDF-"));
    assert!(pdf.bytes.len() < 120_000, "{} bytes", pdf.bytes.len());
    assert!(page.has_text(&Sha256::of(&pdf.bytes).to_string()), "the page shows the digest of the PDF");
    let again = ana.get(&format!("{path}/pdf")).expect(200);
    assert_eq!(pdf.bytes, again.bytes);
    let mut app = sql::app();
    let mails = sql::probe(&mut app, studio.scope(&studio.admin), |connection| {
        sql::texts(
            connection,
            "select subject || ' to ' || recipient || ' with ' || name as text from mails
            join mail_attachments on mail_id = mails.id",
        )
    });
    assert_eq!(
        mails,
        [format!("Invoice INV-0001 from Studio Halbton to {} with INV-0001.pdf", studio.birch.manager.email)]
    );
}

#[test]
fn the_recipients_are_shown_before_sending() {
    let studio = Studio::new();
    let path = draft(&studio);
    let jonas = studio.sign_in(&studio.staff);
    let manager = &studio.birch.manager;
    let named = format!("{} ({})", manager.name, manager.email);
    jonas.get(&path).expect(200).says(&named);
    let delivery = format!("{path}/delivery");
    let asked = jonas.get(&delivery).expect(200).says("Send invoice").says("€1,214.91");
    assert_eq!(asked.texts_of("#recipients li"), [format!("{} {}", manager.name, manager.email)]);
    assert!(asked.has(&format!("main a[href='{path}/pdf']")));
    jonas.get(&path).expect(200).says("Only the studio can see this draft");
    // The accounts department receives it too; an address that is both receives it once.
    let set = |address: &str| {
        let address = address.to_owned();
        let row = clients::table.filter(clients::id.eq(studio.birch.id));
        studio.set_up(|tx| Ok(diesel::update(row).set(clients::email.eq(address)).execute(tx.conn())?));
    };
    set(&manager.email);
    assert_eq!(jonas.get(&path).expect(200).text().matches(manager.email.as_str()).count(), 1);
    set("accounts@birch.example");
    jonas.get(&path).expect(200).says("accounts@birch.example");
    jonas.get(&delivery).expect(200).says("accounts@birch.example");
    send(&studio, &jonas, &path);
    let mails = sql::probe(&mut sql::app(), studio.scope(&studio.admin), |connection| {
        sql::texts(
            connection,
            "select recipient as text from mails where kind = 'invoice' order by recipient",
        )
    });
    let mut expected = vec!["accounts@birch.example".to_owned(), manager.email.to_string()];
    expected.sort();
    assert_eq!(mails, expected);
}

#[test]
fn an_invoice_without_recipients_is_sent_only_after_confirmation() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    jonas.get("/clients/new").expect(200);
    let client = jonas
        .post("/clients", &[("name", "Kröger"), ("currency", "EUR"), ("locale", "en")])
        .expect(303)
        .location();
    let client = client.rsplit('/').next().expect("an id").to_owned();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let path = jonas.post("/invoices", &typed(&client, &[])).expect(303).location();
    jonas.get(&path).expect(200).says("nobody is mailed");
    let delivery = format!("{path}/delivery");
    let asked = jonas.get(&delivery).expect(200).says("counts as sent without mail");
    assert!(asked.has("#anyway:not([checked])"), "the checkbox is not preselected");
    let (revision, shown) = (asked.value_of("revision"), asked.value_of("shown"));
    for seen in ["", "address", "mail", "nonsense"] {
        let pressed = [("revision", &*revision), ("shown", &*shown), ("anyway", seen)];
        let told = jonas.post(&delivery, &pressed).expect(422);
        assert!(told.field_fault("anyway").is_some(), "{seen}: {}", told.text());
    }
    studio.send_what_is_on_its_way();
    jonas.get(&path).expect(200).says("Only the studio can see this draft");
    let taken = "select count(*)::text as text from invoice_counters";
    assert_eq!(studio.set_up(|tx| Ok(sql::texts(tx.conn(), taken))), ["0"], "no number was taken");
    // An invited user cannot read it yet, and is not mailed.
    let invited = [("name", "Lena Rook"), ("email", "lena@rook.example"), ("place", "manager")];
    jonas.post(&format!("/clients/{client}/invitations"), &invited).expect(303);
    jonas.get(&path).expect(200).says("nobody is mailed");
    send(&studio, &jonas, &path);
    jonas.get(&path).expect(200).says("Invoice INV-0001").says("Nobody was mailed");
}

#[test]
fn no_payment_is_requested_if_nothing_is_due() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let path = jonas.post("/invoices", &typed(&client, &[("discount", "100")])).expect(303).location();
    send(&studio, &jonas, &path);
    let texts = sql::probe(&mut sql::app(), studio.scope(&studio.admin), |connection| {
        sql::texts(connection, "select text_body as text from mails where kind = 'invoice'")
    });
    assert_eq!(texts.len(), 1);
    assert!(
        texts[0].contains("There is nothing to pay.") && !texts[0].contains("Please pay"),
        "{}",
        texts[0]
    );
    studio.sign_in(&studio.birch.manager).get(&path).expect(200).says("Paid").lacks("Please pay");
}

#[test]
fn another_client_can_open_neither_the_invoice_nor_its_pdf() {
    let studio = Studio::new();
    let path = sent(&studio);
    let noor = studio.sign_in(&studio.northlight.manager);
    noor.get(&path).expect(404);
    noor.get(&format!("{path}/pdf")).expect(404);
    noor.get("/invoices").expect(200).lacks("INV-0001");
    studio.sign_in(&studio.birch.member).get(&path).expect(200);
}

#[test]
fn two_clicks_send_once() {
    let studio = Studio::new();
    let path = draft(&studio);
    let jonas = studio.sign_in(&studio.staff);
    let sheet = jonas.get(&format!("{path}/delivery")).expect(200);
    let (revision, seen) = (sheet.value_of("revision"), sheet.attributes("#anyway", "value").concat());
    let shown = sheet.value_of("shown");
    let fields = [("revision", &*revision), ("shown", &*shown), ("anyway", &*seen)];
    let press = || jonas.post(&format!("{path}/delivery"), &fields);
    // Until it is sent, the second press gets the same response as the first.
    press().expect(303);
    press().expect(303);
    studio.send_what_is_on_its_way();
    press().expect(409);
    studio.send_what_is_on_its_way();
    let mut app = sql::app();
    let mails = sql::probe(&mut app, studio.scope(&studio.admin), |connection| {
        sql::texts(connection, "select subject as text from mails")
    });
    assert_eq!(mails.len(), 1);
}

#[test]
fn a_sent_invoice_is_also_frozen_by_the_database() {
    let studio = Studio::new();
    let path = sent(&studio);
    let id = path.rsplit('/').next().unwrap();
    let mut app = sql::app();
    sql::probe(&mut app, studio.scope(&studio.admin), |connection| {
        for change in [
            "total_minor = 1",
            "number = 'INV-9999'",
            "client_party = '{}'",
            "due_on = due_on + 1",
            "status = 'draft'",
        ] {
            let said = sql::touch(connection, &format!("update invoices set {change} where id = '{id}'"));
            assert!(said.as_ref().is_err_and(|said| said.contains("frozen")), "{change}: {said:?}");
        }
        for change in [
            format!("update invoice_lines set quantity = 1 where invoice_id = '{id}'"),
            format!("delete from invoice_lines where invoice_id = '{id}'"),
            format!("delete from invoices where id = '{id}'"),
        ] {
            assert!(sql::touch(connection, &change).is_err(), "{change}");
        }
        assert_eq!(
            sql::touch(connection, &format!("update invoices set paid_minor = 1 where id = '{id}'")),
            Ok(1)
        );
    });
}

#[test]
fn only_an_admin_can_void_and_only_an_unpaid_invoice() {
    let studio = Studio::new();
    let path = sent(&studio);
    let (jonas, vera) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    jonas.get(&path).expect(200);
    jonas.post(&format!("{path}/voiding"), &[("confirmed", "yes")]).expect(403);
    vera.post(&format!("{path}/voiding"), &[]).expect(200).says("Void this invoice?");
    vera.get(&path).expect(200);
    vera.post(&format!("{path}/voiding"), &[("confirmed", "yes")]).expect(303);
    studio.sign_in(&studio.birch.manager).get(&path).expect(200).says("INV-0001").says("Void");
    let part_paid = studio.furnish(&studio.birch).invoice;
    vera.post(&format!("/invoices/{part_paid}/voiding"), &[("confirmed", "yes")]).expect(409);
}

#[test]
fn issue_11_row_a_a_sent_invoice_shows_to_whom_and_when_it_was_mailed() {
    let studio = Studio::new();
    let row = clients::table.filter(clients::id.eq(studio.birch.id));
    let address = clients::email.eq("accounts@birch.example");
    studio.set_up(|tx| Ok(diesel::update(row).set(address).execute(tx.conn())?));
    let path = sent(&studio);
    let jonas = studio.sign_in(&studio.staff);
    let manager = &studio.birch.manager;
    let mailed = jonas.get(&path).expect(200).texts_of("#mailed li");
    assert_eq!(mailed.len(), 2, "{mailed:?}");
    for address in [manager.email.as_str(), "accounts@birch.example"] {
        assert_eq!(mailed.iter().filter(|line| line.contains(address)).count(), 1, "{address} in {mailed:?}");
    }
    assert!(mailed.iter().all(|line| line.contains("Waiting to be sent, ")), "{mailed:?}");
    // There is no mail server in this test, so the first mail is marked as sent.
    studio.work_off();
    let took = format!("update mails set sent_at = now() where recipient = '{}'", manager.email);
    studio.set_up(|tx| Ok(diesel::sql_query(took).execute(tx.conn())?));
    let page = jonas.get(&path).expect(200);
    let delivered = page.texts_of("#mailed li");
    for line in &delivered {
        let expected = if line.contains(manager.email.as_str()) { "Sent, " } else { "Not sent, " };
        assert!(line.contains(expected), "{delivered:?}");
    }
    assert_eq!(page.attributes("#mailed time", "datetime").len(), 2);
    // A client's users do not see the studio's outbox.
    assert!(!studio.sign_in(manager).get(&path).expect(200).has("#mailed"));
}

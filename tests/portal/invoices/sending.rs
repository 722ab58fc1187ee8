//! Sending freezes an invoice and brings it to its client.

use reprint::kernel::sha256::Sha256;

use super::*;

#[test]
fn sending_takes_a_number_makes_the_pdf_and_writes_the_mail() {
    let studio = Studio::new();
    let path = sent(&studio);
    let ana = studio.sign_in(&studio.birch.manager);
    let page = ana.get(&path).expect(200).says("INV-0001").says("€1,214.91").says("Sent");
    let pdf = ana.get(&format!("{path}/pdf")).expect(200);
    assert_eq!(pdf.header("content-type"), Some("application/pdf"));
    assert_eq!(pdf.header("content-disposition"), Some("attachment; filename=\"INV-0001.pdf\""));
    assert!(pdf.bytes.starts_with(b"%PDF-"));
    assert!(pdf.bytes.len() < 120_000, "{} bytes", pdf.bytes.len());
    assert!(
        page.has_text(&Sha256::of(&pdf.bytes).to_string()),
        "the page shows the hash of these very bytes"
    );
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
fn another_client_finds_neither_the_invoice_nor_its_pdf() {
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
    let revision = jonas.get(&path).expect(200).value_of("revision");
    jonas.post(&format!("{path}/delivery"), &[("revision", &revision)]).expect(303);
    jonas.post(&format!("{path}/delivery"), &[("revision", &revision)]).expect(409);
    let mut app = sql::app();
    let mails = sql::probe(&mut app, studio.scope(&studio.admin), |connection| {
        sql::texts(connection, "select subject as text from mails")
    });
    assert_eq!(mails.len(), 1);
}

#[test]
fn a_sent_invoice_is_frozen_also_for_the_database() {
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
fn only_an_admin_voids_and_only_what_nothing_was_paid_on() {
    let studio = Studio::new();
    let path = sent(&studio);
    let (jonas, vera) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    jonas.get(&path).expect(200);
    jonas.post(&format!("{path}/voiding"), &[]).expect(403);
    vera.get(&path).expect(200);
    vera.post(&format!("{path}/voiding"), &[]).expect(303);
    studio.sign_in(&studio.birch.manager).get(&path).expect(200).says("INV-0001").says("Void");
    let part_paid = studio.furnish(&studio.birch).invoice;
    vera.post(&format!("/invoices/{part_paid}/voiding"), &[]).expect(409);
}

#[test]
fn an_invoice_that_nobody_would_get_is_not_sent() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let fields = [("name", "Rook Press"), ("currency", "EUR"), ("locale", "en")];
    let client = jonas.post("/clients", &fields).expect(303).location();
    let id = client.rsplit('/').next().expect("a client has an id").to_owned();
    let draft = jonas.post("/invoices", &super::typed(&id, &[])).expect(303).location();
    let send = || {
        let revision = jonas.get(&draft).expect(200).value_of("revision");
        jonas.post(&format!("{draft}/delivery"), &[("revision", &revision)])
    };
    jonas.get(&draft).expect(200).says("nobody to send this invoice to");
    send().expect(409).says("nobody to send this invoice to");
    // Whoever is invited cannot read it yet, and is not written to.
    let invited = [("name", "Lena Rook"), ("email", "lena@rook.example"), ("place", "manager")];
    jonas.get(&format!("{client}/invitations")).expect(200);
    jonas.post(&format!("{client}/invitations"), &invited).expect(303);
    send().expect(409);
    let taken = "select count(*)::text as text from invoice_counters";
    assert_eq!(studio.set_up(|tx| Ok(sql::texts(tx.conn(), taken))), ["0"], "no number was taken");
    let address = [
        ("name", "Rook Press"),
        ("email", "office@rook.example"),
        ("currency", "EUR"),
        ("locale", "en"),
        ("revision", "1"),
    ];
    jonas.post(&client, &address).expect(303);
    jonas.get(&draft).expect(200).says("It goes to: office@rook.example.");
    send().expect(303);
}

//! For ten seconds a sending can be cancelled. Until then there is neither number nor mail, and the draft cannot be changed.

use diesel::prelude::*;
use reprint::kernel::ids::InvoiceId;

use super::*;
use crate::live::Stream;

/// What has been sent according to the database: the invoice numbers, and the number of invoice mails.
fn sent_so_far(studio: &Studio) -> (Vec<String>, usize) {
    studio.set_up(|tx| {
        let numbers = "select number as text from invoices where status = 'sent' order by number";
        let mails = "select id::text as text from mails where kind = 'invoice'";
        Ok((sql::texts(tx.conn(), numbers), sql::texts(tx.conn(), mails).len()))
    })
}

fn take_back(client: &Client, path: &str) -> Page {
    let told = client.post(&format!("{path}/delivery/cancellation"), &[]).expect(303).location();
    client.get(&told).expect(200)
}

fn id_of(path: &str) -> InvoiceId {
    path.rsplit('/').next().expect("an id").parse().expect("an id")
}

#[test]
fn issue_11_a_sending_can_be_cancelled_before_number_and_mail_exist() {
    let studio = Studio::new();
    let path = draft(&studio);
    let (jonas, vera) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    let ana = studio.sign_in(&studio.birch.manager);
    let nothing = (Vec::<String>::new(), 0);
    assert_eq!(press_send(&jonas, &path).expect(303).location(), path);
    // The job does not run before its time.
    studio.work_off();
    let page = vera.get(&path).expect(200).says("Jonas Weber is sending this invoice").lacks("Edit draft");
    assert!(page.has("send-countdown[data-left]") && page.has("[data-reload]"));
    ana.get(&path).expect(404);
    assert_eq!(sent_so_far(&studio), nothing);
    // Any member of the studio may cancel it.
    take_back(&vera, &path).says("Taken back").says("Edit draft").lacks("is sending");
    studio.send_what_is_on_its_way();
    assert_eq!(sent_so_far(&studio), nothing);
    // If it is sent again at once, the first request's job does not send it before the second request's time.
    press_send(&jonas, &path).expect(303);
    take_back(&jonas, &path);
    press_send(&jonas, &path).expect(303);
    studio.set_up(|tx| {
        let first = "update jobs set run_at = created_at where kind = 'invoices.send'
            and created_at < (select max(created_at) from jobs where kind = 'invoices.send')";
        Ok(diesel::sql_query(first).execute(tx.conn())?)
    });
    studio.work_off();
    assert_eq!(sent_so_far(&studio), nothing);
    studio.send_what_is_on_its_way();
    assert_eq!(sent_so_far(&studio), (vec!["INV-0001".to_owned()], 1));
    ana.get(&path).expect(200).says("INV-0001");
    take_back(&jonas, &path).says("could not be taken back").says("INV-0001");
    let by = format!(
        "select actor_name as text from audit_entries where kind = 'invoice.sent' and subject_id = '{}'",
        id_of(&path)
    );
    assert_eq!(studio.set_up(|tx| Ok(sql::texts(tx.conn(), &by))).len(), 1);
    let signed = format!("select sent_by::text as text from invoices where id = '{}'", id_of(&path));
    let signed = studio.set_up(|tx| Ok(sql::texts(tx.conn(), &signed)));
    assert_eq!(signed, [studio.staff.id.to_string()], "it is sent in the name of the user who pressed Send");
}

#[test]
fn issue_11_a_draft_on_its_way_cannot_be_changed_and_says_how_to_cancel() {
    let studio = Studio::new();
    let path = draft(&studio);
    let (jonas, vera) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    let client = studio.birch.id.to_string();
    let revision = vera.get(&format!("{path}/edit")).expect(200).value_of("revision");
    press_send(&jonas, &path).expect(303);
    let way_out = "Take it back first";
    for told in [
        vera.get(&format!("{path}/edit")).expect(303).location(),
        vera.post(&format!("{path}/removal"), &[("confirmed", "yes")]).expect(303).location(),
    ] {
        assert!(
            vera.get(&told)
                .expect(200)
                .says("Take it back")
                .has(&format!("form[action='{path}/delivery/cancellation']"))
        );
    }
    vera.post(&format!("{path}/removal"), &[("confirmed", "yes")]).expect(303);
    vera.get(&path).expect(200).says(way_out);
    // A user who tries to send it is also redirected to the page that says so.
    assert_eq!(vera.get(&format!("{path}/delivery")).expect(303).location(), path);
    let again = [("revision", &*revision), ("anyway", "address")];
    vera.post(&format!("{path}/delivery"), &again).expect(303);
    vera.get(&path).expect(200).says(way_out);
    // The input is kept, and can be saved after the cancellation.
    let change = typed(&client, &[("revision", &revision), ("line_what", "Labels by Vera")]);
    let told = vera.post(&path, &change).expect(409).says(way_out).says("What you typed is still here");
    assert_eq!(told.value_of("line_what"), "Labels by Vera");
    assert!(told.has(&format!("form[action='{path}']")));
    take_back(&vera, &path);
    vera.post(&path, &change).expect(303);
    vera.get(&path).expect(200).says("Labels by Vera");
}

#[test]
fn issue_11_a_draft_on_its_way_is_also_locked_by_the_database() {
    let studio = Studio::new();
    let (path, other) = (draft(&studio), draft(&studio));
    let (id, other) = (id_of(&path), id_of(&other));
    let tries = [
        format!("update invoices set note = 'Another' where id = '{id}'"),
        format!("update invoices set revision = revision + 1 where id = '{id}'"),
        format!("delete from invoices where id = '{id}'"),
        format!("delete from invoice_lines where invoice_id = '{id}'"),
    ];
    let attempt = |statement: &str| {
        sql::probe(&mut sql::app(), studio.scope(&studio.staff), |app| sql::touch(app, statement))
    };
    for statement in &tries {
        assert!(attempt(statement).is_ok(), "for an ordinary draft: {statement}");
    }
    press_send(&studio.sign_in(&studio.staff), &path).expect(303);
    for statement in &tries {
        assert!(attempt(statement).is_err(), "{statement}");
    }
    let (client, staff, admin) = (studio.birch.id, studio.staff.id, studio.admin.id);
    let put = |invoice: InvoiceId, by: &str| {
        format!(
            "insert into invoice_sendings (invoice_id, client_id, asked_by, sends_at) values ('{invoice}', '{client}', '{by}', now())"
        )
    };
    assert!(attempt(&put(other, &staff.to_string())).is_ok());
    assert!(attempt(&put(other, &admin.to_string())).is_err(), "a user cannot send in another user's name");
    let sooner = format!("update invoice_sendings set sends_at = now() where invoice_id = '{id}'");
    assert_ne!(attempt(&sooner), Ok(1), "the time cannot be shortened");
    let sent = id_of(&super::sent(&studio));
    assert!(attempt(&put(sent, &staff.to_string())).is_err(), "only drafts can be sent");
}

#[test]
fn issue_11_two_concurrent_senders_send_one_invoice() {
    let studio = Studio::new();
    let path = draft(&studio);
    let people = [&studio.staff, &studio.admin].map(|person| studio.sign_in(person));
    let look = |person: &Client| person.get(&format!("{path}/delivery")).expect(200).value_of("shown");
    let shown = people.each_ref().map(look).concat();
    let shown = &shown[..shown.len() / 2];
    std::thread::scope(|scope| {
        for person in people {
            let path = &path;
            scope.spawn(move || press_send_at_once(&person, path, shown).expect(303));
        }
    });
    studio.send_what_is_on_its_way();
    assert_eq!(sent_so_far(&studio), (vec!["INV-0001".to_owned()], 1));
}

/// Sends the form with what an earlier page showed.
fn press_send_at_once(client: &Client, path: &str, shown: &str) -> Page {
    let fields = [("revision", "2"), ("shown", shown), ("anyway", "address")];
    client.post(&format!("{path}/delivery"), &fields)
}

#[test]
fn issue_11_a_cancellation_concurrent_with_the_job_has_exactly_one_outcome() {
    let studio = Studio::new();
    for _ in 0..4 {
        let path = draft(&studio);
        let jonas = studio.sign_in(&studio.staff);
        press_send(&jonas, &path).expect(303);
        let before = sent_so_far(&studio);
        let told = std::thread::scope(|scope| {
            let sending = scope.spawn(|| studio.send_what_is_on_its_way());
            let told = take_back(&jonas, &path).text();
            sending.join().expect("the job ends");
            told
        });
        let now = sent_so_far(&studio);
        let is_sent = now != before;
        assert_eq!(told.contains("could not be taken back"), is_sent, "{told}");
        assert_eq!(
            (now.0.len(), now.1),
            (before.0.len() + usize::from(is_sent), before.1 + usize::from(is_sent))
        );
        jonas.get(&path).expect(200).says(if is_sent {
            "Invoice INV-"
        } else {
            "Only the studio can see this draft"
        });
    }
}

#[test]
fn issue_11_a_sender_whose_account_is_closed_sends_nothing() {
    let studio = Studio::new();
    let path = draft(&studio);
    let vera = studio.sign_in(&studio.admin);
    press_send(&studio.sign_in(&studio.staff), &path).expect(303);
    vera.get("/people").expect(200);
    vera.post(&format!("/people/{}/closing", studio.staff.id), &[]).expect(303);
    studio.send_what_is_on_its_way();
    assert_eq!(sent_so_far(&studio), (Vec::new(), 0));
    vera.get(&path).expect(200).says("no longer allowed to").says("Only the studio can see this draft");
    // Another authorized user can still send it.
    send(&studio, &vera, &path);
    assert_eq!(sent_so_far(&studio), (vec!["INV-0001".to_owned()], 1));
    vera.get(&path).expect(200).lacks("no longer allowed to");
}

#[test]
fn issue_8_an_erased_sender_sends_nothing_and_the_draft_remains() {
    let studio = Studio::new();
    let path = draft(&studio);
    let vera = studio.sign_in(&studio.admin);
    press_send(&studio.sign_in(&studio.staff), &path).expect(303);
    vera.get(&format!("/people/{}/data", studio.staff.id)).expect(200);
    vera.post(&format!("/people/{}/erasure", studio.staff.id), &[("name", studio.staff.name)]).expect(303);
    studio.send_what_is_on_its_way();
    assert_eq!(sent_so_far(&studio), (Vec::new(), 0));
    vera.get(&path).expect(200).says("no longer allowed to").says("Only the studio can see this draft");
    send(&studio, &vera, &path);
    assert_eq!(sent_so_far(&studio), (vec!["INV-0001".to_owned()], 1));
}

#[test]
fn issue_8_a_repeated_press_after_the_cancellation_starts_nothing() {
    let studio = Studio::new();
    let path = draft(&studio);
    let (jonas, vera) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    let sheet = jonas.get(&format!("{path}/delivery")).expect(200);
    let (revision, key, anyway) =
        (sheet.value_of("revision"), sheet.value_of("_once"), sheet.attributes("#anyway", "value").remove(0));
    let shown = sheet.value_of("shown");
    let fields = [("revision", &*revision), ("shown", &*shown), ("_once", &*key), ("anyway", &*anyway)];
    let press = || jonas.post(&format!("{path}/delivery"), &fields).expect(303);
    press();
    vera.get(&path).expect(200);
    take_back(&vera, &path);
    press();
    studio.send_what_is_on_its_way();
    assert_eq!(sent_so_far(&studio), (Vec::new(), 0));
    // The control: from a new page, it is sent.
    send(&studio, &jonas, &path);
    assert_eq!(sent_so_far(&studio), (vec!["INV-0001".to_owned()], 1));
}

#[test]
fn issue_11_a_failed_sending_becomes_a_draft_again_and_notifies_the_sender() {
    let studio = Studio::new();
    let path = draft(&studio);
    let (jonas, vera) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    press_send(&jonas, &path).expect(303);
    let (mut told, mut others) = (Stream::of_page(&jonas, "/projects"), Stream::of_page(&vera, &path));
    studio.past_the_guards(
        "invoice_lines",
        &format!("delete from invoice_lines where invoice_id = '{}'", id_of(&path)),
    );
    studio.send_what_is_on_its_way();
    assert_eq!(sent_so_far(&studio), (Vec::new(), 0));
    let toast = eventually("the sender is notified on any page", || {
        Some(told.piece().data).filter(|piece| piece.contains("#toasts"))
    });
    assert!(
        toast.contains("The invoice for Birch &#38; Beam could not be sent") && toast.contains(&path),
        "{toast}"
    );
    let changed = eventually("the page shows a draft again", || {
        Some(others.piece().data).filter(|piece| piece.contains("Send to client"))
    });
    assert!(changed.contains("#sending-") && changed.contains("went wrong on our side"), "{changed}");
    jonas.get(&path).expect(200).says("went wrong on our side").says("Edit draft");
    jonas.get("/activity").expect(200).says("The invoice for Birch & Beam could not be sent.");
    for other in [&vera, &studio.sign_in(&studio.birch.manager)] {
        other.get("/activity").expect(200).lacks("could not be sent");
    }
    // No job is left that would try again.
    assert_eq!(studio.work_off_with(&[]), 0);
    let jobs = studio.set_up(|tx| {
        Ok(sql::texts(tx.conn(), "select id::text as text from jobs where kind = 'invoices.send'"))
    });
    assert_eq!(jobs, Vec::<String>::new());
}

#[test]
fn issue_11_an_archived_client_gets_the_invoice_and_an_erased_one_does_not() {
    let studio = Studio::new();
    let path = draft(&studio);
    let (jonas, vera) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    press_send(&jonas, &path).expect(303);
    jonas.get(&format!("/clients/{}", studio.birch.id)).expect(200);
    jonas.post(&format!("/clients/{}/archive", studio.birch.id), &[]).expect(303);
    studio.send_what_is_on_its_way();
    assert_eq!(sent_so_far(&studio), (vec!["INV-0001".to_owned()], 1));
    let next = draft(&studio);
    jonas.get(&format!("{next}/delivery")).expect(200).says("This client is archived");
    press_send(&jonas, &next).expect(303);
    let data = vera.get(&format!("/clients/{}/data", studio.birch.id)).expect(200);
    assert!(data.has("form[action$='/erasure']"), "{}", data.text());
    vera.post(&format!("/clients/{}/erasure", studio.birch.id), &[("name", "Birch & Beam")]).expect(303);
    jonas.get(&next).expect(404);
    studio.send_what_is_on_its_way();
    assert_eq!(sent_so_far(&studio).0, ["INV-0001"]);
}

#[test]
fn issue_11_a_job_that_runs_twice_sends_once() {
    let studio = Studio::new();
    let path = draft(&studio);
    press_send(&studio.sign_in(&studio.staff), &path).expect(303);
    let twin = "insert into jobs (id, kind, payload) select gen_random_uuid(), kind, payload from jobs where kind = 'invoices.send'";
    studio.set_up(|tx| Ok(diesel::sql_query(twin).execute(tx.conn())?));
    studio.send_what_is_on_its_way();
    assert_eq!(sent_so_far(&studio), (vec!["INV-0001".to_owned()], 1));
}

#[test]
fn issue_11_a_delayed_sending_says_so_and_can_still_be_cancelled() {
    let studio = Studio::new();
    let path = draft(&studio);
    let jonas = studio.sign_in(&studio.staff);
    press_send(&jonas, &path).expect(303);
    let hidden = |page: &Page, phase: &str| page.has(&format!("[data-phase={phase}][hidden]"));
    let page = jonas.get(&path).expect(200);
    assert_eq!(["counting", "due", "late"].map(|phase| hidden(&page, phase)), [false, true, true]);
    let waits = "update invoice_sendings set sends_at = now() - interval '25 seconds'";
    studio.set_up(|tx| Ok(diesel::sql_query(waits).execute(tx.conn())?));
    let page = jonas.get(&path).expect(200).says("background jobs are not running");
    assert_eq!(["counting", "due", "late"].map(|phase| hidden(&page, phase)), [true, true, false]);
    take_back(&jonas, &path).says("Taken back").says("Edit draft");
}

#[test]
fn issue_11_changes_since_the_page_was_opened_are_shown_before_sending() {
    let studio = Studio::new();
    let path = draft(&studio);
    let (jonas, vera) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    let client = studio.birch.id.to_string();
    let sheet = jonas.get(&format!("{path}/delivery")).expect(200).says("no postal address yet");
    let revision = sheet.value_of("revision");
    vera.get(&format!("{path}/edit")).expect(200);
    vera.post(&path, &typed(&client, &[("revision", &revision), ("line_price", "0.27")])).expect(303);
    let shown = sheet.value_of("shown");
    let pressed = [("revision", &*revision), ("shown", &*shown), ("anyway", "address")];
    let told = jonas.post(&format!("{path}/delivery"), &pressed).expect(409).says("it has not been sent");
    assert_ne!(told.value_of("revision"), revision);
    // The change also added a character that no font has, which the user has not seen.
    let odd = [("revision", &*told.value_of("revision")), ("note", "\u{12000}")];
    let odd = typed(&client, &odd);
    vera.post(&path, &odd).expect(303);
    let now = jonas.get(&format!("{path}/delivery")).expect(200).says("prints boxes").value_of("revision");
    let pressed = [("revision", &*now), ("shown", &*shown), ("anyway", "address")];
    let told = jonas.post(&format!("{path}/delivery"), &pressed).expect(422);
    assert!(told.field_fault("anyway").is_some());
    assert_eq!(told.attributes("#anyway", "value"), ["address characters"]);
    send(&studio, &jonas, &path);
    assert_eq!(sent_so_far(&studio).0, ["INV-0001"]);
}

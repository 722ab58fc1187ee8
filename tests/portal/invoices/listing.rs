//! The list of invoices: order, paging and filters.

use super::*;

const ROWS: &str = "main tbody th";

#[test]
fn issue_11_drafts_come_first_and_then_the_newest_numbers() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let paths: Vec<String> = (0..5).map(|_| draft(&studio)).collect();
    for sent in [3, 1, 4] {
        send(&studio, &jonas, &paths[sent]);
    }
    let list = jonas.get("/invoices").expect(200);
    assert_eq!(list.texts_of(ROWS), ["Draft", "Draft", "INV-0003", "INV-0002", "INV-0001"]);
    assert_eq!(
        list.attributes(&format!("{ROWS} a"), "href"),
        [2, 0, 4, 1, 3].map(|at: usize| paths[at].clone())
    );
    let ana = studio.sign_in(&studio.birch.manager);
    assert_eq!(ana.get("/invoices").expect(200).texts_of(ROWS), ["INV-0003", "INV-0002", "INV-0001"]);
}

#[test]
fn issue_11_the_list_is_paginated_without_gaps() {
    let studio = Studio::new();
    let (jonas, base_url) =
        (studio.sign_in(&studio.staff), url::Url::parse("http://portal.example").unwrap());
    let first = id_of(&draft(&studio));
    let copy = |sends: bool| {
        // Like the first one, but created through actions: sixty requests would take too long.
        let input = reprint::invoices::InvoiceInput {
            project_id: None,
            payment_days: 14,
            tax_mode: reprint::invoices::rules::TaxMode::Exclusive,
            discount: reprint::invoices::rules::Discount::None,
            note: String::new(),
            lines: vec![reprint::invoices::LineInput {
                description: "Posters".into(),
                quantity: 1.into(),
                unit: String::new(),
                unit_price: reprint::kernel::Money::new(4_200, reprint::kernel::Currency::EUR).into(),
                tax_rate: 0.into(),
            }],
        };
        studio
            .act(&studio.staff, |tx| {
                let id = reprint::invoices::create_draft(tx, studio.birch.id, &input)?;
                if sends {
                    reprint::invoices::send(tx, id, 2, &base_url)?;
                }
                Ok(id)
            })
            .expect("the invoice is created")
    };
    let (mut drafts, mut sent) = (vec![first], Vec::new());
    for at in 0..115 {
        if at % 2 == 0 { drafts.push(copy(false)) } else { sent.push(copy(true)) }
    }
    let expected: Vec<String> =
        drafts.iter().rev().chain(sent.iter().rev()).map(|id| format!("/invoices/{id}")).collect();
    for query in ["".to_owned(), format!("?client={}", studio.birch.id)] {
        let (mut seen, mut page) = (Vec::new(), format!("/invoices{query}"));
        loop {
            let list = jonas.get(&page).expect(200);
            seen.extend(list.attributes(&format!("{ROWS} a"), "href"));
            let Some(older) = list.attributes("a[href*='before=']", "href").pop() else { break };
            page = older;
        }
        assert_eq!(seen, expected, "{query}");
    }
}

fn id_of(path: &str) -> reprint::kernel::ids::InvoiceId {
    path.rsplit('/').next().expect("an id").parse().expect("an id")
}

#[test]
fn issue_11_a_list_shows_its_filters_and_can_clear_them() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    sent(&studio);
    let client = studio.northlight.id;
    let list = jonas.get(&format!("/invoices?client={client}&standing=sent")).expect(200);
    let list = list.says("No invoice matches these filters").says("Clear filters").lacks("INV-0001");
    assert_eq!(
        list.attributes(".chips a", "href"),
        [format!("/invoices?client={client}"), "/invoices?standing=sent".to_owned()]
    );
    assert!(list.has(".empty a[href='/invoices']") && list.has(".filters a[href='/invoices']"));
    assert_eq!(list.value_of("client"), client.to_string());
    let list = jonas.get("/invoices?standing=sent").expect(200).says("INV-0001");
    assert_eq!(list.texts_of(".chip b"), ["Sent"]);
    // Clients see the same message.
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get("/invoices?standing=overdue").expect(200).says("No invoice matches these filters");
    assert!(!ana.get("/invoices").expect(200).has(".chip"));
    // An unknown client does not filter.
    let nobody = "/invoices?client=0190aaaa-0000-7000-8000-000000000000";
    assert!(!jonas.get(nobody).expect(200).says("INV-0001").has(".chip"));
}

#[test]
fn issue_11_a_draft_on_its_way_is_marked_in_the_list_and_can_be_cancelled_there() {
    let studio = Studio::new();
    let (jonas, path) = (studio.sign_in(&studio.staff), draft(&studio));
    jonas.get("/invoices").expect(200).lacks("Sending");
    let mut open = crate::live::Stream::of_page(&jonas, "/invoices");
    press_send(&jonas, &path).expect(303);
    let cancellation = format!("form[action='{path}/delivery/cancellation']");
    assert!(jonas.get("/invoices").expect(200).says("Sending…").has(&cancellation));
    eventually("the open list is updated", || {
        let piece = open.piece().data;
        (piece.contains("#invoice-row-of-client-") && piece.contains("Sending…")).then_some(())
    });
    jonas.get(&path).expect(200).lacks("When you send it");
    jonas.post(&format!("{path}/delivery/cancellation"), &[]).expect(303);
    jonas.get("/invoices").expect(200).lacks("Sending");
    jonas.get(&path).expect(200).says("When you send it");
    send(&studio, &jonas, &path);
    eventually("its sender is notified on any page", || {
        let piece = open.piece().data;
        (piece.contains("#toasts") && piece.contains("Invoice INV-0001 was sent")).then_some(())
    });
}

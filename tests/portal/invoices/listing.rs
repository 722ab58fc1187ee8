//! The list of invoices: in which order, page by page, and what it is narrowed to.

use super::*;

const ROWS: &str = "main tbody th";

#[test]
fn issue_11_drafts_stand_first_and_then_the_newest_number() {
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
fn issue_11_pages_of_the_list_follow_one_another_and_leave_none_out() {
    let studio = Studio::new();
    let (jonas, base_url) =
        (studio.sign_in(&studio.staff), url::Url::parse("http://portal.example").unwrap());
    let first = id_of(&draft(&studio));
    let copy = |sends: bool| {
        // As the first one, made below the routes: sixty of them take their time.
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
            .expect("it is made")
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
fn issue_11_a_list_narrowed_to_a_client_says_so_and_can_be_widened() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    sent(&studio);
    let client = studio.northlight.id;
    let list = jonas.get(&format!("/invoices?client={client}&standing=sent")).expect(200);
    let list = list.says("Client: Northlight").lacks("INV-0001");
    assert_eq!(list.attributes(".filter-on", "href"), ["/invoices?standing=sent"]);
    assert_eq!(list.value_of("client"), client.to_string());
    jonas.get("/invoices?standing=sent").expect(200).says("INV-0001").lacks("Client: ");
    // Nobody is called so: that narrows nothing.
    let nobody = "/invoices?client=0190aaaa-0000-7000-8000-000000000000";
    assert!(!jonas.get(nobody).expect(200).says("INV-0001").has(".filter-on"));
}

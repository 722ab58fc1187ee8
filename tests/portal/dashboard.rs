//! The first page: what is waiting for a client, and the studio's figures.

use std::sync::Arc;

use diesel::prelude::*;
use reprint::{
    access::{Role, Standing},
    kernel::time::FixedClock,
    schema::{clients, users},
};

use crate::{
    invoices::{send, typed},
    live::Stream,
    messages::say,
    projects::open,
    support::{studio::insert_person, *},
};

/// A studio on a day in November, whose client Northlight pays in yen.
fn november() -> (Arc<FixedClock>, Studio) {
    let clock = Arc::new(FixedClock::at("2026-11-02T09:30:00Z".parse().unwrap()));
    let studio = Studio::at(&Served::with(clock.clone(), &[]));
    studio.set_up(|tx| {
        // Messages from before a user was created are not unread, and `created_at` comes from Postgres's own clock, so it
        // is moved back.
        diesel::update(users::table)
            .set(users::created_at.eq(tx.now - chrono::Duration::days(1)))
            .execute(tx.conn())?;
        let row = clients::table.filter(clients::id.eq(studio.northlight.id));
        Ok(diesel::update(row).set(clients::currency.eq("JPY")).execute(tx.conn())?)
    });
    (clock, studio)
}

/// Sends a client an invoice with one line and no tax, due in the given number of days. Returns its path.
fn bill(studio: &Studio, company: &Company, price: &str, days: &str) -> String {
    let jonas = studio.sign_in(&studio.staff);
    let client = company.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let line = [
        ("line_what", "Printing"),
        ("line_quantity", "1"),
        ("line_unit", ""),
        ("line_price", price),
        ("line_tax", "0"),
    ];
    let mut fields: Vec<_> =
        typed(&client, &[]).into_iter().filter(|(name, _)| !name.starts_with("line_")).collect();
    fields.iter_mut().filter(|field| field.0 == "payment_days").for_each(|field| field.1 = days);
    fields.extend(line);
    let path = jonas.post("/invoices", &fields).expect(303).location();
    send(studio, &jonas, &path);
    path
}

fn pay(studio: &Studio, invoice: &str, amount: &str, day: &str) {
    let vera = studio.sign_in(&studio.admin);
    let key = vera.get(invoice).expect(200).value_of("key");
    let payment = [
        ("amount", amount),
        ("received_on", day),
        ("early", day),
        ("method", "bank_transfer"),
        ("reference", ""),
        ("key", &key),
    ];
    vera.post(&format!("{invoice}/payments"), &payment).expect(303);
}

/// Received, outstanding and overdue amounts in each currency, as shown on the page.
fn figures(studio: &Studio) -> Vec<(String, Vec<String>)> {
    let page = studio.sign_in(&studio.staff).get("/").expect(200);
    let currencies = page.texts_of("main section > h2.label");
    let figures = page.texts_of("main .stats .stat-figure");
    currencies.into_iter().zip(figures.chunks(3).map(<[String]>::to_vec)).collect()
}

#[test]
fn the_studios_figures_are_shown_per_currency() {
    let (clock, studio) = november();
    assert_eq!(figures(&studio), []);
    let late = bill(&studio, &studio.birch, "1,000.00", "7");
    bill(&studio, &studio.birch, "250.50", "30");
    let yen = bill(&studio, &studio.northlight, "90000", "30");
    pay(&studio, &late, "400.00", "2026-11-02");
    clock.advance(chrono::Duration::days(8));
    pay(&studio, &yen, "30000", "2026-11-10");
    let euro = |figures: [&str; 3]| ("EUR".to_owned(), figures.map(str::to_owned).to_vec());
    let other = |figures: [&str; 3]| ("JPY".to_owned(), figures.map(str::to_owned).to_vec());
    let mut stands = figures(&studio);
    stands.sort();
    assert_eq!(stands, [euro(["€400.00", "€850.50", "€600.00"]), other(["¥30,000", "¥60,000", "¥0"])]);
    let jonas = studio.sign_in(&studio.staff);
    jonas.get("/").expect(200).says("Waiting on clients").says("1 day overdue").says("Birch & Beam");

    // Nothing has been received in December yet.
    clock.advance(chrono::Duration::days(25));
    let mut stands = figures(&studio);
    stands.sort();
    assert_eq!(stands, [euro(["€0.00", "€850.50", "€850.50"]), other(["¥0", "¥60,000", "¥60,000"])]);
}

#[test]
fn a_client_sees_pending_items_most_urgent_first() {
    let (clock, studio) = november();
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get("/").expect(200).says("You’re all caught up");
    let path = open(&studio, "Winter packaging");
    let soon = bill(&studio, &studio.birch, "250.50", "30");
    let late = bill(&studio, &studio.birch, "1,000.00", "7");
    bill(&studio, &studio.northlight, "90000", "7");
    let jonas = studio.sign_in(&studio.staff);
    let project = path.trim_start_matches("/projects/").parse().unwrap();
    say(&jonas, project, "Which red do you like?");
    say(&jonas, project, "The proof is on its way.");
    clock.advance(chrono::Duration::days(8));

    // The sessions of the previous week have expired.
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    let page = ana.get("/").expect(200).says("3 things need your attention").says("1 day overdue");
    let turns = page.attributes(".turns .turn-title a", "href");
    assert_eq!(turns[..2], [late.clone(), soon]);
    assert!(turns[2].starts_with(&path), "{turns:?}");
    let page = page.says("Read 2").says("The proof is on its way.").says("Winter packaging");
    assert!(!page.has_text("¥"), "another client's invoice must not be shown");

    pay(&studio, &late, "1,000.00", "2026-11-10");
    ana.get("/").expect(200).says("2 things need your attention");
    let unread = jonas.get("/").expect(200);
    assert!(!unread.has_text("Which red"), "one's own messages are not unread");
    say(&ana, project, "The warm one.");
    jonas.get("/").expect(200).says("The warm one.");
}

#[test]
fn a_new_studio_is_shown_how_to_start() {
    let studio = Studio::new();
    studio.sign_in(&studio.staff).get("/").expect(200).says("Set up your portal").says("Add a client");
    open(&studio, "Winter packaging");
    let page = studio.sign_in(&studio.staff).get("/").expect(200);
    assert!(!page.has_text("Set up your portal"));
    page.says("Winter packaging");
}

/// What is waiting for a user: the badge in the rail, the number the page states, and the number it lists.
fn waits(client: &Client) -> (String, String, usize) {
    let page = client.get("/").expect(200);
    let elsewhere = client.get("/projects").expect(200);
    let badge = page.texts_of("#count-turns .count").concat();
    assert_eq!(
        elsewhere.texts_of("#count-turns .count").concat(),
        badge,
        "the badge must be the same on every page"
    );
    (badge, page.texts_of("#turns .lede").concat(), page.texts_of(".turns > li").len())
}

#[test]
fn issue_11_the_badge_matches_the_count_on_the_page() {
    let (_, studio) = november();
    let (ana, tom) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.birch.member));
    let jonas = studio.sign_in(&studio.staff);
    assert_eq!(waits(&ana), (String::new(), String::new(), 0));
    let invoice = bill(&studio, &studio.birch, "250.50", "30");
    bill(&studio, &studio.northlight, "90000", "7");
    let project = open(&studio, "Winter packaging").trim_start_matches("/projects/").parse().unwrap();
    say(&jonas, project, "Which red do you like?");
    say(&jonas, project, "The proof is on its way.");
    assert_eq!(waits(&ana), ("2".into(), "2 things need your attention.".into(), 2));
    // A member does not pay invoices.
    assert_eq!(waits(&tom), ("1".into(), "One thing needs your attention.".into(), 1));
    assert!(!jonas.get("/").expect(200).has("#count-turns .count"), "the studio's own page has no badge");
    pay(&studio, &invoice, "250.50", "2026-11-02");
    assert_eq!(waits(&ana).0, "1");
    say(&ana, project, "The warm one.");
    assert_eq!(waits(&ana), (String::new(), String::new(), 0));

    // With more items than the page lists, it says how many are missing, and the badge counts all of them.
    for n in 0..26 {
        let project = open(&studio, &format!("Label {n}")).trim_start_matches("/projects/").parse().unwrap();
        // Each sign-in opens a session, and a user has a limited number of them.
        say(&studio.sign_in(&studio.staff), project, "Please have a look.");
    }
    assert_eq!(waits(&ana), ("26".into(), "26 things need your attention.".into(), 24));
    ana.get("/").expect(200).says("2 more are not listed here");
}

#[test]
fn issue_11_a_manager_who_joins_later_sees_unpaid_invoices_and_unread_messages() {
    let (_, studio) = november();
    let jonas = studio.sign_in(&studio.staff);
    jonas.get("/clients/new").expect(200);
    let fields = [("name", "Käthe Kröger"), ("currency", "EUR"), ("locale", "en")];
    let page = jonas.post("/clients", &fields).expect(303).location();
    let client = page.trim_start_matches("/clients/").parse().unwrap();
    let joins = |name: &'static str, standing| {
        let person = Person::new(name, Role::Client { client, standing });
        studio.set_up(|tx| insert_person(tx, &person));
        studio.sign_in(&person)
    };
    let company = Company { id: client, name: "Käthe Kröger", ..studio.birch.clone() };
    bill(&studio, &company, "80.00", "30");
    let key = uuid::Uuid::new_v4().to_string();
    let talk = format!("{page}/messages");
    jonas.get(&talk).expect(200);
    jonas.post(&talk, &[("body", "Welcome!"), ("client_key", &key)]).expect(303);

    let lena = joins("Lena Brandt", Standing::Manager);
    assert_eq!(waits(&lena), ("2".into(), "2 things need your attention.".into(), 2));
    lena.get("/").expect(200).says("Welcome!").says("€80.00");
    assert_eq!(lena.get("/messages").expect(200).texts_of("#unread .count").concat(), "1");
    lena.get(&talk).expect(200).has("#first-unread");
    // A user who joins after others starts with no unread messages, and has the same invoices to pay.
    let paul = joins("Paul Brandt", Standing::Manager);
    assert_eq!(waits(&paul), ("1".into(), "One thing needs your attention.".into(), 1));
    jonas.get(&talk).expect(200);
    let key = uuid::Uuid::new_v4().to_string();
    jonas.post(&talk, &[("body", "Here is your first proof."), ("client_key", &key)]).expect(303);
    assert_eq!((waits(&lena).0, waits(&paul).0), ("2".into(), "2".into()));
}

#[test]
fn issue_11_open_pages_of_a_client_recount_when_an_invoice_is_sent() {
    let studio = Studio::new();
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    let (mut theirs, mut ours) = (Stream::of_page(&ana, "/"), Stream::of_page(&jonas, "/"));
    bill(&studio, &studio.birch, "80.00", "30");
    let sent = |stream: &mut Stream| loop {
        let piece = stream.piece();
        if piece.data.contains("invoice-") {
            return piece.data;
        }
    };
    let data = sent(&mut theirs);
    assert!(data.contains("#turns-news") && data.contains("/messages/unread"), "{data}");
    let data = sent(&mut ours);
    assert!(!data.contains("#turns-news"), "the studio has no pending items: {data}");
    let counted = ana.get("/messages/unread").expect(200).body();
    assert!(counted.contains("#count-turns") && counted.contains(">1<"), "{counted}");
}

//! Clients: added, changed, put away; seen by those they concern.

use std::sync::Arc;

use chrono::Duration;
use reprint::{access::FRESH, kernel::time::FixedClock};

use crate::{accounts::with_password, support::*};

#[test]
fn staff_add_a_client_and_find_it_by_name() {
    let studio = Studio::new();
    let staff = studio.sign_in(&studio.staff);
    staff.get("/clients/new").expect(200);
    let refused =
        staff.post("/clients", &[("name", ""), ("email", "x"), ("currency", "EUR"), ("locale", "de")]);
    let refused = refused.expect(422);
    assert!(refused.field_fault("name").is_some() && refused.field_fault("email").is_some());
    let fields =
        [("name", "Öl & Essig"), ("address", "Am Markt 1\r\nBremen"), ("currency", "CHF"), ("locale", "de")];
    let page = staff.post("/clients", &fields).expect(303);
    staff.follow(&page).expect(200).says("Öl & Essig").says("Am Markt 1").says("CHF").says("Nobody here yet");
    staff.get("/clients").expect(200).says("Birch & Beam").says("Northlight").says("Öl & Essig");
    let found = staff.get("/clients?q=essig").expect(200).says("Öl & Essig");
    assert!(!found.has_text("Northlight"));
    staff.get("/clients?q=%25").expect(200).says("No client fits");
}

#[test]
fn the_list_goes_on_where_a_page_ended() {
    let studio = Studio::new();
    let staff = studio.sign_in(&studio.staff);
    staff.get("/clients/new").expect(200);
    for at in 0..51 {
        let name = format!("Twin {}", at / 2);
        staff.post("/clients", &[("name", &name), ("currency", "EUR"), ("locale", "en")]).expect(303);
    }
    let first = staff.get("/clients").expect(200);
    let next = first.attributes("a[rel=next]", "href");
    let second = staff.get(&next[0]).expect(200);
    let names = |css: &str, page: &Page| page.attributes(css, "href");
    let mut all = names(".row-title", &first);
    assert_eq!(all.len(), 50);
    all.extend(names(".row-title", &second));
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!((count, all.len()), (53, 53));
}

#[test]
fn the_currency_stays_once_there_are_invoices() {
    let studio = Studio::new();
    studio.furnish(&studio.birch);
    let staff = studio.sign_in(&studio.staff);
    let birch = format!("/clients/{}", studio.birch.id);
    let page = staff.get(&format!("{birch}/edit")).expect(200).says("so it stays");
    assert!(!page.has("select[name=currency]"));
    staff
        .post(&birch, &[("revision", "1"), ("name", "Birch"), ("currency", "USD"), ("locale", "en")])
        .expect(303);
    staff.get(&birch).expect(200).says("EUR");
    let north = format!("/clients/{}", studio.northlight.id);
    staff
        .post(&north, &[("revision", "1"), ("name", "Northlight"), ("currency", "USD"), ("locale", "en")])
        .expect(303);
    staff.get(&north).expect(200).says("USD");
}

#[test]
fn of_two_editors_the_second_is_shown_both() {
    let studio = Studio::new();
    let birch = format!("/clients/{}", studio.birch.id);
    let (jonas, vera) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    let revision = |browser: &Client| {
        browser
            .get(&format!("{birch}/edit"))
            .expect(200)
            .attributes("input[name=revision]", "value")
            .remove(0)
    };
    let save = |browser: &Client, revision: &str, address: &str| {
        let fields = [("revision", revision), ("name", "Birch & Beam"), ("address", address)];
        browser.post(&birch, &[&fields[..], &[("currency", "EUR"), ("locale", "en")]].concat())
    };
    let (his, hers) = (revision(&jonas), revision(&vera));
    save(&jonas, &his, "Kiln Lane 1").expect(303);
    let refused = save(&vera, &hers, "Kiln Lane 2").expect(409);
    assert_eq!(refused.texts_of("textarea[name=address]"), ["Kiln Lane 2"]);
    let refused = refused.says("Someone else changed this").says("Kiln Lane 1");
    jonas.get(&birch).expect(200).says("Kiln Lane 1");
    let now = refused.attributes("input[name=revision]", "value").remove(0);
    save(&vera, &now, "Kiln Lane 2").expect(303);
    jonas.get(&birch).expect(200).says("Kiln Lane 2");
}

#[test]
fn a_client_put_away_can_be_brought_back() {
    let studio = Studio::new();
    let staff = studio.sign_in(&studio.staff);
    let birch = format!("/clients/{}", studio.birch.id);
    staff.get(&birch).expect(200);
    staff.post(&format!("{birch}/archive"), &[]).expect(303);
    let current = staff.get("/clients").expect(200);
    assert!(!current.texts_of(".row-title").contains(&"Birch & Beam".to_owned()));
    staff.get("/clients?show=archived").expect(200).says("Birch & Beam");
    staff.get(&birch).expect(200).says("archived");
    staff.post(&format!("{birch}/return"), &[]).expect(303);
    staff.get("/clients").expect(200).says("Birch & Beam");
}

#[test]
fn client_users_see_their_own_company_and_no_other() {
    let studio = Studio::new();
    let (birch, north) =
        (format!("/clients/{}", studio.birch.id), format!("/clients/{}", studio.northlight.id));
    for person in [&studio.birch.manager, &studio.birch.member] {
        let browser = studio.sign_in(person);
        let page = browser.get(&birch).expect(200).says("Ana Keller").says("Tom Okafor");
        assert!(!page.has(&format!("a[href='{birch}/edit']")));
        assert_eq!(page.has(&format!("a[href='{birch}/invitations']")), person.id == studio.birch.manager.id);
        browser.get(&north).expect(404);
        browser.get("/clients").expect(404);
        browser.get(&format!("{birch}/edit")).expect(404);
        browser.post(&birch, &[("name", "Mine")]).expect(404);
        browser.post(&format!("{birch}/archive"), &[]).expect(404);
        browser.get("/account").expect(200).says("Your company");
    }
}

#[test]
fn where_invoices_are_mailed_changes_with_fresh_proof_alone() {
    let clock = Arc::new(FixedClock::at("2026-11-30T09:00:00Z".parse().unwrap()));
    let studio = Studio::at(Box::leak(Box::new(Served::with(clock.clone(), &[]))));
    with_password(&studio, &studio.staff);
    let jonas = studio.sign_in(&studio.staff);
    let birch = format!("/clients/{}", studio.birch.id);
    jonas.get(&format!("{birch}/edit")).expect(200);
    let save = |revision: &str, name: &str, email: &str| {
        let fields =
            [("revision", revision), ("name", name), ("email", email), ("currency", "EUR"), ("locale", "en")];
        jonas.post(&birch, &fields)
    };
    save("1", "Birch & Beam", "books@birch.example").expect(303);
    clock.advance(FRESH + Duration::minutes(1));
    save("2", "Birch, Beam & Sons", "books@birch.example").expect(303);
    let asked = save("3", "Birch, Beam & Sons", "books@elsewhere.example").expect(303);
    assert!(asked.location().starts_with("/account/proof"), "{}", asked.location());
    jonas.get(&birch).expect(200).says("Birch, Beam & Sons").says("books@birch.example");
    jonas.get("/account/proof").expect(200);
    jonas.post("/account/proof", &[("password", PASSWORD)]).expect(303);
    save("3", "Birch, Beam & Sons", "books@elsewhere.example").expect(303);
    jonas.get(&birch).expect(200).says("books@elsewhere.example");
}

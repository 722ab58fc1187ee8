//! Clients: added, changed, archived; visible only to those concerned.

use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use reprint::{access::FRESH, kernel::time::FixedClock, schema::users};

use crate::{
    accounts::{limits::behind_a_proxy, link_to, registration::code_of, state_of, with_password},
    support::*,
};

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
    staff.follow(&page).expect(200).says("Öl & Essig").says("Am Markt 1").says("CHF").says("No contacts yet");
    staff.get("/clients").expect(200).says("Birch & Beam").says("Northlight").says("Öl & Essig");
    let found = staff.get("/clients?q=essig").expect(200).says("Öl & Essig");
    assert!(!found.has_text("Northlight"));
    staff.get("/clients?q=%25").expect(200).says("No clients found");
}

#[test]
fn the_list_continues_where_a_page_ended() {
    let studio = Studio::new();
    let staff = studio.sign_in(&studio.staff);
    staff.get("/clients/new").expect(200);
    for at in 0..51 {
        let name = format!("Twin {}", at / 2);
        let fields = [("name", name.as_str()), ("currency", "EUR"), ("locale", "en"), ("same", "yes")];
        staff.post("/clients", &fields).expect(303);
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
fn issue_11_currencies_are_listed_by_name_with_the_studios_own_first() {
    let studio = Studio::new();
    let staff = studio.sign_in(&studio.staff);
    let of = |language: &str| {
        let page = staff.request(reqwest::Method::GET, "/clients/new").header("accept-language", language);
        staff.send(page).expect(200).texts_of("#currency option")
    };
    let english = of("en");
    assert_eq!((english[0].as_str(), english[1].as_str()), ("EUR, Euro", "AED, UAE dirham"));
    assert!(of("de").contains(&"CHF, Schweizer Franken".to_owned()));
}

#[test]
fn issue_11_a_client_with_an_existing_name_needs_confirmation() {
    let studio = Studio::new();
    let staff = studio.sign_in(&studio.staff);
    let key = staff.get("/clients/new").expect(200).lacks("This is another client").value_of("_once");
    let add = |key: &str, more: &[(&str, &str)]| {
        let fields = [("name", "Birch & Beam"), ("currency", "EUR"), ("locale", "en"), ("_once", key)];
        staff.post("/clients", &[&fields, more].concat())
    };
    let count = || staff.get("/clients").expect(200).attributes(".row-title", "href").len();
    let before = count();
    let asked = add(&key, &[]).expect(422).says("Nothing was saved yet").says("There is already a client");
    assert!(
        asked.has(&format!("main a[href='/clients/{}']", studio.birch.id)),
        "the page must link to the existing client"
    );
    assert_eq!((asked.value_of("name"), count()), ("Birch & Beam".to_owned(), before));
    // Once confirmed, it is added, once.
    let key = asked.value_of("_once");
    let added = add(&key, &[("same", "yes")]).expect(303).location();
    assert_eq!(add(&key, &[("same", "yes")]).expect(303).location(), added);
    assert_eq!(count(), before + 1);
    // A different name needs no confirmation, even if it starts with an existing one.
    let fields = [("name", "Birch & Beam II"), ("currency", "EUR"), ("locale", "en")];
    staff.post("/clients", &fields).expect(303);
}

/// The names in a list, page by page.
fn all_names(browser: &Client, list: &str, css: &str) -> Vec<String> {
    let (mut names, mut next) = (Vec::new(), Some(list.to_owned()));
    while let Some(path) = next {
        let page = browser.get(&path).expect(200);
        names.extend(page.texts_of(css));
        next = page.attributes("a[rel=next]", "href").into_iter().next();
    }
    names
}

#[test]
fn issue_11_row_q_names_are_sorted_as_people_expect() {
    let studio = Studio::new();
    let (staff, admin) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.admin));
    let few = ["apple", "Banane", "Zebra", "\u{c4}rzte", "\u{d6}ko"];
    let many =
        (0..30).flat_map(|n| ["\u{c4}rger", "argon", "\u{f6}l", "Zoo"].map(|word| format!("{word} {n:02}")));
    let names: Vec<String> = few.iter().map(|name| (*name).to_owned()).chain(many).collect();
    studio.set_up(|tx| {
        for (at, name) in names.iter().enumerate() {
            let client = format!(
                "insert into clients (id, name, currency) values (gen_random_uuid(), '{name}', 'EUR')"
            );
            let person = format!(
                "insert into users (id, role, state, email, name) values
                    (gen_random_uuid(), 'staff', 'active', 'n{at}@order.example', '{name}')"
            );
            for statement in [client, person] {
                diesel::sql_query(statement).execute(tx.conn())?;
            }
        }
        Ok(())
    });
    let of = |word: &str| (0..30).map(|n| format!("{word} {n:02}")).collect::<Vec<_>>();
    let expected = |theirs: [&[&str]; 3]| -> Vec<String> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        [
            owned(&["apple"]),
            of("\u{c4}rger"),
            of("argon"),
            owned(&["\u{c4}rzte", "Banane"]),
            owned(theirs[0]),
            owned(&["\u{d6}ko"]),
            of("\u{f6}l"),
            owned(theirs[1]),
            owned(&["Zebra"]),
            of("Zoo"),
            owned(theirs[2]),
        ]
        .concat()
    };
    let clients = all_names(&staff, "/clients", ".row-title");
    assert_eq!(clients, expected([&["Birch & Beam", "Northlight"], &[], &[]]));
    let people = all_names(&admin, "/people", "td .person strong");
    assert_eq!(people, expected([&["Jonas Weber"], &["Vera Lindqvist"], &[]]));
    // Options to choose from are in the same order.
    let offered = staff.get("/projects/new").expect(200).texts_of("select[name=client] option");
    let offered = offered.iter().filter_map(|option| option.strip_suffix(" (EUR)"));
    let offered: Vec<&str> = offered.collect();
    assert_eq!(offered, clients[..offered.len()]);
    assert!(offered.len() > 30, "{}", offered.len());
}

#[test]
fn the_currency_is_fixed_once_there_are_projects() {
    let studio = Studio::new();
    let staff = studio.sign_in(&studio.staff);
    let birch = format!("/clients/{}", studio.birch.id);
    let dollars = [("revision", "1"), ("name", "Birch"), ("currency", "USD"), ("locale", "en")];
    assert!(staff.get(&format!("{birch}/edit")).expect(200).has("select[name=currency]"), "the control");
    let project = [("client", &*studio.birch.id.to_string()), ("name", "Winter book"), ("budget", "1000")];
    staff.post("/projects", &project).expect(303);
    let page = staff.get(&format!("{birch}/edit")).expect(200).says("projects or invoices in this currency");
    assert!(!page.has("select[name=currency]"));
    staff.post(&birch, &dollars).expect(303);
    staff.get(&birch).expect(200).says("EUR");
    // The database enforces it too: a project has its client's currency.
    for statement in [
        format!("update clients set currency = 'USD' where id = '{}'", studio.birch.id),
        format!(
            "insert into projects (id, client_id, name, currency, status, created_by) values
                (gen_random_uuid(), '{}', 'Spring book', 'USD', 'in_progress', '{}')",
            studio.birch.id, studio.staff.id
        ),
    ] {
        let said =
            sql::probe(&mut sql::owner(), studio.scope(&studio.staff), |owner| sql::touch(owner, &statement));
        assert!(said.as_ref().is_err_and(|said| said.contains("currency")), "{statement}: {said:?}");
    }
}

#[test]
fn the_currency_is_fixed_once_there_are_invoices() {
    let studio = Studio::new();
    studio.furnish(&studio.birch);
    let staff = studio.sign_in(&studio.staff);
    let birch = format!("/clients/{}", studio.birch.id);
    let page = staff.get(&format!("{birch}/edit")).expect(200).says("Cannot be changed");
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
fn of_two_editors_the_second_is_shown_both_versions() {
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
    let refused = refused.says("Someone else has changed this").says("Kiln Lane 1");
    jonas.get(&birch).expect(200).says("Kiln Lane 1");
    let now = refused.attributes("input[name=revision]", "value").remove(0);
    save(&vera, &now, "Kiln Lane 2").expect(303);
    jonas.get(&birch).expect(200).says("Kiln Lane 2");
}

#[test]
fn an_archived_client_can_be_restored() {
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

/// The number of accounts with an address, and of mails of a kind that it was sent.
fn accounts_and_mails(studio: &Studio, kind: &'static str, email: &'static str) -> (i64, usize) {
    let accounts = users::table.filter(users::email.eq(email)).count();
    let accounts = studio.set_up(|tx| Ok(accounts.get_result(tx.conn())?));
    (accounts, link_to(studio, kind, email).map_or(0, |(_, mails)| mails))
}

#[test]
fn an_archived_clients_people_keep_access_and_nobody_new_joins() {
    let (clock, studio) = behind_a_proxy();
    let things = studio.furnish(&studio.birch);
    let code = code_of(&studio);
    let (jonas, ana) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.birch.manager));
    let birch = format!("/clients/{}", studio.birch.id);
    let invitations = format!("{birch}/invitations");
    let person = |name, email| [("name", name), ("email", email), ("place", "member")];
    let (lena, eva) = (person("Lena Brandt", "lena@birch.example"), person("Eva Noll", "eva@birch.example"));
    jonas.post(&invitations, &lena).expect(303);
    let pia = [("code", &*code), ("name", "Pia Sand"), ("email", "pia@birch.example")];
    let stranger = studio.visit();
    stranger.get("/registration").expect(200);
    stranger.post("/registration", &pia).expect(200);
    let (invited, _) = link_to(&studio, "invitation", "lena@birch.example").expect("a mail was written");
    let (asked, _) = link_to(&studio, "registration", "pia@birch.example").expect("a mail was written");
    let old = studio.set_up(|tx| {
        let row = users::table.filter(users::email.eq("lena@birch.example"));
        Ok(row.select(users::id).first::<reprint::kernel::ids::UserId>(tx.conn())?)
    });
    jonas.post(&format!("{birch}/archive"), &[]).expect(303);
    clock.advance(chrono::Duration::minutes(2));

    // Nobody can be invited by anyone, and nothing typed is lost.
    for browser in [&jonas, &ana] {
        let page = browser.get(&birch).expect(200).says("nobody new can join");
        assert!(!page.has(&format!("a[href='{invitations}']")) && !page.has("form[action$='/invitations']"));
        let page = browser.get(&invitations).expect(200).says("nobody new can join");
        assert!(!page.has("input[name=email]"));
        let told = browser.post(&invitations, &eva).expect(409).says("nobody new can join");
        assert_eq!((told.value_of("name"), told.value_of("email")), ("Eva Noll".into(), eva[1].1.into()));
        browser.post(&invitations, &lena).expect(409);
    }
    let german = ana.request(reqwest::Method::GET, &birch).header("accept-language", "de");
    ana.send(german).expect(200).says("können erst dazukommen");
    assert!(!ana.get("/team").expect(200).says("nobody new can join").has("form[action$='/invitations']"));
    let admin = studio.sign_in(&studio.admin);
    admin.post(&format!("/people/{old}/invitation"), &[]).expect(303);
    admin.get(&format!("/people/{old}")).expect(200).says("their company is archived");
    assert_eq!(accounts_and_mails(&studio, "invitation", "eva@birch.example"), (0, 0));
    assert_eq!(accounts_and_mails(&studio, "invitation", "lena@birch.example"), (1, 1));
    // No code can be created, and the existing one admits nobody.
    assert!(!jonas.get(&birch).expect(200).says("its code does not work").has("form[action$='/code']"));
    jonas.post(&format!("{birch}/code"), &[("lasts", "30")]).expect(409).says("is archived");
    stranger.post("/registration", &[pia[0], pia[1], ("email", "kim@birch.example")]).expect(422);
    // Earlier links explain why, in either language, and create no account.
    for link in [&invited, &asked] {
        let visitor = studio.visit();
        visitor.get("/sign-in").expect(200);
        visitor.get(link).expect(409).says("has archived Birch & Beam");
        let german = visitor.request(reqwest::Method::GET, link).header("accept-language", "de");
        visitor.send(german).expect(409).says("Das Studio hat Birch & Beam archiviert");
        visitor.post(link, &[("password", PASSWORD)]).expect(409).says("has archived");
    }
    assert_eq!(
        (state_of(&studio, old), accounts_and_mails(&studio, "x", "pia@birch.example").0),
        ("invited".into(), 0)
    );
    // Existing users keep their access.
    let tom = studio.sign_in(&studio.birch.member);
    tom.get(&format!("/projects/{}", things.project)).expect(200);
    let key = uuid::Uuid::now_v7().to_string();
    let messages = format!("/projects/{}/messages", things.project);
    tom.post(&messages, &[("body", "We are still here."), ("client_key", &key)]).expect(303);
    ana.get(&messages).expect(200).says("We are still here.");

    // Once restored, all of it works.
    jonas.post(&format!("{birch}/return"), &[]).expect(303);
    for link in [&invited, &asked] {
        let visitor = studio.visit();
        visitor.get(link).expect(200);
        visitor.post(link, &[("password", PASSWORD)]).expect(303);
    }
    assert_eq!(state_of(&studio, old), "active");
    ana.post(&invitations, &eva).expect(303);
    assert_eq!(accounts_and_mails(&studio, "invitation", "eva@birch.example"), (1, 1));
    stranger.post("/registration", &[pia[0], pia[1], ("email", "kim@birch.example")]).expect(200);
    jonas.post(&format!("{birch}/code"), &[("lasts", "30")]).expect(303);
}

#[test]
fn client_users_see_only_their_own_company() {
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
fn changing_where_invoices_are_mailed_requires_fresh_proof() {
    let clock = Arc::new(FixedClock::at("2026-11-30T09:00:00Z".parse().unwrap()));
    let studio = Studio::at(&Served::with(clock.clone(), &[]));
    with_password(&studio, &studio.staff);
    let jonas = studio.sign_in(&studio.staff);
    let birch = format!("/clients/{}", studio.birch.id);
    jonas.get(&format!("{birch}/edit")).expect(200);
    let save = |revision: &str, name: &str, email: &str| {
        let fields =
            [("revision", revision), ("name", name), ("email", email), ("currency", "EUR"), ("locale", "en")];
        jonas.post(&birch, &fields)
    };
    assert_eq!(jonas.get(&format!("{birch}/edit")).expect(200).texts_of("h1"), ["Edit Birch & Beam"]);
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

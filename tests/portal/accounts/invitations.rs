use std::{sync::Arc, thread};

use chrono::Duration;
use diesel::prelude::*;
use reprint::{
    kernel::{ids::UserId, time::FixedClock},
    schema::{events, one_time_links, users},
};

use super::{limits::behind_a_proxy, link_to, state_of};
use crate::support::{Client, PASSWORD, Page, Served, Studio};

const LENA: [(&str, &str); 3] =
    [("name", "Lena Brandt"), ("email", "lena@birch.example"), ("place", "member")];

fn invite(browser: &Client, studio: &Studio) {
    browser.get(&format!("/clients/{}/invitations", studio.birch.id)).expect(200);
    browser.post(&format!("/clients/{}/invitations", studio.birch.id), &LENA).expect(303);
}

#[test]
fn an_invited_user_sets_a_password_and_is_signed_in() {
    let studio = Studio::new();
    let staff = studio.sign_in(&studio.staff);
    invite(&staff, &studio);
    staff.get(&format!("/clients/{}", studio.birch.id)).expect(200).says("Lena Brandt").says("invited");
    let (link, _) = link_to(&studio, "invitation", "lena@birch.example").expect("a mail was written");

    let lena = studio.visit();
    for _ in 0..2 {
        let page =
            lena.get(&link).expect(200).says("Welcome, Lena Brandt").says("Studio Halbton’s client portal");
        assert!(page.header("set-cookie").is_none_or(|cookie| !cookie.starts_with("session")));
    }
    lena.get("/projects").expect(303);
    lena.get(&link).expect(200);
    for typed in ["too short", "Birch & Beam 2026", "Lena Brandt 99"] {
        let page = lena.post(&link, &[("password", typed)]).expect(422).lacks(typed);
        assert!(page.field_fault("password").is_some(), "{typed}");
    }
    assert_eq!(lena.post(&link, &[("password", PASSWORD)]).expect(303).location(), "/");
    lena.forget_token();
    lena.get("/projects").expect(200);

    lena.get(&link).expect(410).says("This link no longer works");
    let other = studio.visit();
    other.get("/sign-in");
    other.post(&link, &[("password", "quite another sentence")]).expect(410);
    studio.visit().enter("lena@birch.example", PASSWORD).expect(303);
    let stored: Vec<Vec<u8>> =
        studio.set_up(|tx| Ok(one_time_links::table.select(one_time_links::token_hash).load(tx.conn())?));
    let token = link.rsplit('/').next().unwrap().as_bytes();
    assert!(stored.iter().all(|hash| hash.len() == 32 && hash != token));
    let kinds: Vec<String> =
        studio.set_up(|tx| Ok(events::table.order(events::id).select(events::kind).load(tx.conn())?));
    assert_eq!(kinds, ["invitation.sent", "account.joined"]);
}

#[test]
fn of_twenty_concurrent_uses_of_an_invitation_one_succeeds() {
    let studio = Studio::new();
    invite(&studio.sign_in(&studio.staff), &studio);
    let (link, _) = link_to(&studio, "invitation", "lena@birch.example").unwrap();
    let answers: Vec<u16> = thread::scope(|scope| {
        let tries: Vec<_> = (0..20)
            .map(|at| {
                let (studio, link) = (&studio, &link);
                scope.spawn(move || {
                    let browser = studio.visit();
                    browser.get(link);
                    browser.post(link, &[("password", &format!("sentence number {at} of twenty"))]).status
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|status| **status == 303).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 410).count(), 19, "{answers:?}");
}

#[test]
fn older_invitations_are_valid_until_one_is_used_and_no_link_serves_another_purpose() {
    let (clock, studio) = behind_a_proxy();
    let manager = studio.sign_in(&studio.birch.manager);
    invite(&manager, &studio);
    let (older, _) = link_to(&studio, "invitation", "lena@birch.example").unwrap();
    clock.advance(Duration::minutes(1));
    invite(&manager, &studio);
    let (newer, mails) = link_to(&studio, "invitation", "lena@birch.example").unwrap();
    assert_eq!(mails, 2);
    let browser = studio.visit();
    browser.get(&newer.replace("/invitations/", "/password-resets/")).expect(410);
    browser.get("/invitations/AAAA").expect(410);
    for link in [&newer, &older] {
        browser.get(link).expect(200);
    }
    browser.post(&older, &[("password", PASSWORD)]).expect(303);
    for link in [&newer, &older] {
        studio.visit().get(link).expect(410);
    }
}

#[test]
fn withdrawing_an_invitation_voids_all_its_links() {
    let (clock, studio) = behind_a_proxy();
    let manager = studio.sign_in(&studio.birch.manager);
    let mut links = Vec::new();
    for _ in 0..2 {
        clock.advance(Duration::minutes(1));
        invite(&manager, &studio);
        links.push(link_to(&studio, "invitation", "lena@birch.example").unwrap().0);
    }
    let closing = manager.get("/team").expect(200).attributes("a", "href");
    let lena = studio.set_up(|tx| {
        let row = users::table.filter(users::email.eq("lena@birch.example"));
        Ok(row.select(users::id).first::<UserId>(tx.conn())?)
    });
    let path = format!("/team/{lena}/closing");
    assert!(closing.contains(&path));
    studio.visit().get(&links[0]).expect(200);
    manager.get(&path).expect(200);
    manager.post(&path, &[]).expect(303);
    for link in &links {
        studio.visit().get(link).expect(410);
    }
    // Reopening the account does not revive them.
    let admin = studio.sign_in(&studio.admin);
    admin.get("/people").expect(200);
    admin.post(&format!("/people/{lena}/opening"), &[]).expect(303);
    assert_eq!(state_of(&studio, lena), "invited");
    for link in &links {
        studio.visit().get(link).expect(410);
    }
}

#[test]
fn an_invitation_expires_after_a_week() {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    let studio = Studio::at(&served);
    invite(&studio.sign_in(&studio.staff), &studio);
    let (link, _) = link_to(&studio, "invitation", "lena@birch.example").unwrap();
    let lena = studio.visit();
    clock.advance(Duration::days(7) - Duration::seconds(1));
    lena.get(&link).expect(200);
    clock.advance(Duration::seconds(1));
    lena.get(&link).expect(410);
    lena.get("/sign-in").expect(200);
    lena.post(&link, &[("password", PASSWORD)]).expect(410);
}

#[test]
fn staff_learn_that_an_address_is_in_use_and_a_manager_does_not() {
    let studio = Studio::new();
    let to_birch = format!("/clients/{}/invitations", studio.birch.id);
    let noor = &studio.northlight.manager;
    let fields = [("name", "Noor"), ("email", noor.email.as_str()), ("place", "member")];
    let staff = studio.sign_in(&studio.staff);
    staff.get(&to_birch).expect(200);
    assert!(staff.post(&to_birch, &fields).expect(422).field_fault("email").is_some());
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get(&to_birch).expect(200);
    ana.post(&to_birch, &fields).expect(303);
    assert_eq!(link_to(&studio, "invitation", &noor.email), None);
    assert_eq!(
        link_to(&studio, "invited_elsewhere", &noor.email).expect("the owner is notified").0,
        "/sign-in"
    );
    assert_eq!(state_of(&studio, noor.id), "active");
    // Staff see the reason next to the entry; the manager does not.
    let reason = "belongs to another account";
    staff.get(&format!("/clients/{}", studio.birch.id)).expect(200).says(reason);
    ana.get(&format!("/clients/{}", studio.birch.id)).expect(200).says(&noor.email).lacks(reason);
}

/// What a manager sees of a user they have invited, with the user's own id, name and address removed.
fn seen(ana: &Client, studio: &Studio, name: &str, email: &str) -> Vec<String> {
    let id = id_invited(studio, email);
    let pages = ["/team".to_owned(), format!("/clients/{}", studio.birch.id), "/activity".to_owned()];
    let more = [format!("/team/{id}/closing"), format!("/team/{id}/standing"), format!("/people/{id}")];
    let pages = pages.iter().chain(&more).map(|path| {
        let page = ana.get(path);
        let pieces = email.replace('@', "</span><span>@");
        let body = page.body().replace(&id.to_string(), "ID").replace(email, "ADDRESS").replace(name, "NAME");
        let body = body.replace(&pieces, "ADDRESS");
        let without_token = match page.token() {
            Some(token) => body.replace(&token, "TOKEN"),
            None => body,
        };
        // The stream's starting point counts the events of the whole portal.
        let without_token = match page.attributes("#live", "data-live").pop() {
            Some(cursor) => without_token.replace(&cursor, "CURSOR"),
            None => without_token,
        };
        let reference = without_token.find("<code>").zip(without_token.find("</code>"));
        let without_reference = match reference {
            Some((start, end)) => format!("{}{}", &without_token[..start], &without_token[end..]),
            None => without_token,
        };
        format!("{} {without_reference}", page.status)
    });
    pages.collect()
}

/// The row invited to Birch & Beam with an address.
fn id_invited(studio: &Studio, email: &str) -> UserId {
    studio.set_up(|tx| {
        let named = users::email.eq(email).or(users::invited_as.eq(email).assume_not_null());
        let row = users::table.filter(users::client_id.eq(studio.birch.id)).filter(named);
        Ok(row.select(users::id).first(tx.conn())?)
    })
}

/// What a manager sees after each step of inviting someone, in identical studios at the same time.
fn story_of(email: impl Fn(&Studio) -> String) -> Vec<Vec<String>> {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    let studio = Studio::at(&served);
    let (ana, email, name) = (studio.sign_in(&studio.birch.manager), email(&studio), "Lena Brandt");
    let path = format!("/clients/{}/invitations", studio.birch.id);
    let fields = [("name", name), ("email", email.as_str()), ("place", "member")];
    let answer = |page: Page| format!("{} {:?}", page.status, page.header("location").map(str::to_owned));
    let look = |said: String| {
        let mut seen = seen(&ana, &studio, name, &email);
        seen.push(said);
        let own = [studio.birch.id.to_string(), studio.birch.manager.id.to_string(), studio.host.clone()];
        let plain = |text: String| own.iter().fold(text, |text, own| text.replace(own, "OWN"));
        seen.into_iter().map(|text| plain(without_ids(&text))).collect::<Vec<_>>()
    };
    let mut story = Vec::new();
    ana.get(&path).expect(200);
    // Invited, then with another role, and twice more as before: too soon, and late enough.
    for place in ["member", "manager", "member", "member"] {
        story.push(look(answer(ana.post(&path, &[fields[0], fields[1], ("place", place)]))));
        clock.advance(Duration::seconds(25));
    }
    let id = id_invited(&studio, &email);
    let standing = [("place", "manager")];
    ana.get(&path).expect(200);
    story.push(look(answer(ana.post(&format!("/team/{id}/standing"), &standing))));
    // These invitations count towards the daily limit in the same way.
    ana.get(&path).expect(200);
    let invite = |at: usize| {
        let colleague = format!("colleague{at}@birch.example");
        answer(ana.post(&path, &[fields[0], ("email", &colleague), ("place", "manager")]))
    };
    let all: Vec<String> = (0..25).map(invite).collect();
    assert!(all.iter().any(|said| said.starts_with("422")), "{all:?}");
    story.push(look(all.join(" ")));
    story.push(look(answer(ana.post(&format!("/team/{id}/closing"), &[]))));
    clock.advance(Duration::days(2));
    ana.get(&path);
    story.push(look(answer(ana.post(&path, &fields))));
    story
}

/// A text without its ids and other values that differ from run to run.
fn without_ids(text: &str) -> String {
    let is_id = |word: &str| word.len() == 36 && word.parse::<uuid::Uuid>().is_ok();
    // In a query, a percent-encoded slash puts digits right before an id.
    let text = text.replace("%2F", "/");
    let mut plain = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_hexdigit() || c == '-' {
            word.push(c);
            continue;
        }
        plain += if is_id(&word) { "ID" } else { &word };
        word.clear();
        plain.push(c);
    }
    plain
}

#[test]
fn to_a_manager_an_address_in_use_looks_like_any_other_over_time() {
    let free = story_of(|_| "lena@birch.example".to_owned());
    assert!(free[0][0].contains("ADDRESS"), "{}", free[0][0]);
    for (whose, taken) in [
        ("of another client", story_of(|studio| studio.northlight.manager.email.clone())),
        ("of the studio", story_of(|studio| studio.staff.email.clone())),
    ] {
        for (step, (free, taken)) in free.iter().zip(&taken).enumerate() {
            for (page, (free, taken)) in free.iter().zip(taken).enumerate() {
                assert_eq!(free, taken, "an address {whose}, step {step}, page {page}");
            }
        }
    }
}

#[test]
fn an_address_that_has_become_free_is_invited_like_any_other() {
    let (clock, studio) = behind_a_proxy();
    let noor = &studio.northlight.manager;
    let ana = studio.sign_in(&studio.birch.manager);
    let path = format!("/clients/{}/invitations", studio.birch.id);
    let fields = [("name", "Noor Haddad"), ("email", noor.email.as_str()), ("place", "member")];
    ana.get(&path).expect(200);
    ana.post(&path, &fields).expect(303);
    let before = id_invited(&studio, &noor.email);
    assert_ne!(before, noor.id);
    assert_eq!(link_to(&studio, "invitation", &noor.email), None);
    studio.set_up(|tx| {
        let row = users::table.filter(users::id.eq(noor.id));
        Ok(diesel::update(row).set(users::email.eq("noor@elsewhere.example")).execute(tx.conn())?)
    });
    clock.advance(Duration::minutes(1));
    ana.post(&path, &fields).expect(303);
    assert_eq!(id_invited(&studio, &noor.email), before, "the row must be the same");
    let (link, _) = link_to(&studio, "invitation", &noor.email).expect("a mail was written");
    let there = studio.visit();
    there.get(&link).expect(200).says("Welcome, Noor Haddad");
    there.post(&link, &[("password", PASSWORD)]).expect(303);
    there.forget_token();
    there.get("/projects").expect(200);
    // The account that had the address is unaffected.
    studio.sign_in(noor).get(&format!("/clients/{}", studio.birch.id)).expect(404);
}

#[test]
fn erasing_the_owner_of_an_address_removes_its_stand_ins_too() {
    let studio = Studio::new();
    let noor = &studio.northlight.manager;
    let (ana, vera) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.admin));
    let path = format!("/clients/{}/invitations", studio.birch.id);
    ana.get(&path).expect(200);
    ana.post(&path, &[("name", "Noor Haddad"), ("email", &noor.email), ("place", "member")]).expect(303);
    ana.get("/team").expect(200).says(&noor.email);
    vera.get(&format!("/people/{}/data", noor.id)).expect(200);
    vera.post(&format!("/people/{}/erasure", noor.id), &[("name", noor.name)]).expect(303);
    ana.get("/team").expect(200).lacks(&noor.email).lacks(noor.name);
}

#[test]
fn only_those_who_may_invite_can() {
    let studio = Studio::new();
    let to_birch = format!("/clients/{}/invitations", studio.birch.id);
    studio.sign_in(&studio.birch.member).get(&to_birch).expect(403);
    studio.sign_in(&studio.northlight.manager).get(&to_birch).expect(404);
    let noor = studio.sign_in(&studio.northlight.manager);
    noor.get("/account");
    noor.post(&to_birch, &LENA).expect(404);
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get(&to_birch).expect(200);
    for place in ["admin", "staff", ""] {
        let fields = [("name", "Lena"), ("email", "lena@birch.example"), ("place", place)];
        ana.post(&to_birch, &fields).expect(422);
    }
    let known: i64 = studio.set_up(|tx| {
        Ok(users::table.filter(users::email.eq("lena@birch.example")).count().get_result(tx.conn())?)
    });
    assert_eq!(known, 0);
}

#[test]
fn the_command_line_invites_an_admin_by_a_link_it_prints_and_mails() {
    use reprint::accounts::commands::invite_admin;

    let studio = Studio::new();
    let base_url = studio.visit().address().parse().expect("an address is a URL");
    let invite = |email: &str| {
        let (name, email) = ("Mara Voss".parse(), email.parse());
        let (name, email) = (name.expect("a name"), email.expect("an address"));
        invite_admin(&studio.served.portal.db, studio.id, name, email, &base_url)
    };
    let first = invite("mara@studio.example").expect("the address is not in use");
    let printed = invite("mara@studio.example").expect("a pending invitation can be sent again");
    assert!(invite(&studio.staff.email).is_err(), "the address is in use");
    let (mailed, _) = link_to(&studio, "invitation", "mara@studio.example").expect("a mail was written");
    assert_eq!(printed.path(), mailed);
    let mara = studio.visit();
    mara.get(first.path()).expect(200).says("Mara Voss");
    mara.get(printed.path()).expect(200).says("Mara Voss");
    mara.post(printed.path(), &[("password", PASSWORD)]).expect(303);
    mara.forget_token();
    mara.get("/people").expect(200).says("Jonas Weber");
}

//! Ways of signing in that become invalid between their first and their last step.

use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use reprint::{kernel::time::FixedClock, schema::users};

use super::{factors, link_to, phone::Desk, with_password};
use crate::{access::late::waiting_for, support::*};

fn is_in(desk: &Desk) -> bool {
    desk.browser.get("/invoices").status == 200
}

fn timed() -> (Arc<FixedClock>, Studio) {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    (clock, Studio::at(&served))
}

#[test]
fn joining_fails_if_the_link_is_used_or_the_account_closed_meanwhile() {
    let state = |studio: &Studio| {
        studio.set_up(|tx| {
            let lena = users::table.filter(users::email.eq("lena@birch.example"));
            Ok(lena.select(users::state).first::<String>(tx.conn())?)
        })
    };
    let links = "one_time_links where user_id in (select id from users where email = 'lena@birch.example')";
    let used = format!("update {}", links.replacen("where", "set used_at = now() where", 1));
    let held = format!("select from {links} for update");
    let close = |studio: &Studio| {
        studio.set_up(|tx| {
            let lena = users::table.filter(users::email.eq("lena@birch.example"));
            Ok(diesel::update(lena).set(users::state.eq("deactivated")).execute(tx.conn())?)
        });
    };
    let nothing = |_: &Studio| ();
    type Case<'a> = (&'a str, &'a dyn Fn(&Studio), u16, &'a str);
    let cases: [Case; 3] = [
        (&used, &nothing, 410, "invited"),
        (&held, &close, 410, "deactivated"),
        (&held, &nothing, 303, "active"),
    ];
    for (row, meanwhile, status, after) in cases {
        let studio = Studio::new();
        let invited = [("name", "Lena Brandt"), ("email", "lena@birch.example"), ("place", "member")];
        let staff = studio.sign_in(&studio.staff);
        staff.post(&format!("/clients/{}/invitations", studio.birch.id), &invited).expect(303);
        let (link, _) = link_to(&studio, "invitation", "lena@birch.example").unwrap();
        let browser = studio.visit();
        browser.get(&link).expect(200);
        let join = move || browser.post(&link, &[("password", PASSWORD)]).status;
        assert_eq!(waiting_for(&studio, row, join, || meanwhile(&studio)), status, "{row}");
        assert_eq!(state(&studio), after, "{row}");
    }
}

#[test]
fn whatever_ends_the_users_other_sessions_voids_the_phones_confirmation() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let confirmed = |end: &dyn Fn(&Client)| {
        let phone = studio.sign_in(ana);
        phone.get("/account/sessions").expect(200);
        let desk = Desk::at(&studio);
        desk.confirmed_by(&phone);
        end(&phone);
        (desk.enter().status, is_in(&desk))
    };
    assert_eq!(
        confirmed(&|phone| drop(phone.post("/account/sessions/ending", &[]).expect(303))),
        (410, false)
    );
    let change = |phone: &Client, from: &str, to: &str| {
        phone.post("/account/password", &[("current", from), ("password", to)]).expect(303);
    };
    let other = "another thread, a blue one";
    assert_eq!(confirmed(&|phone| change(phone, PASSWORD, other)), (410, false));
    // Adding a factor, and removing it.
    assert_eq!(
        confirmed(&|phone| {
            phone.post("/account/factors/app", &[]).expect(303);
            let app = factors::App::typed(&phone.get("/account/factors/app").expect(200).text_of("code.key"));
            let code = app.code(chrono::Utc::now());
            phone.post("/account/factors/app/confirmation", &[("code", &code)]).expect(303);
        }),
        (410, false)
    );
    assert_eq!(
        confirmed(&|phone| drop(
            phone.post("/account/factors/app/removal", &[("confirmed", "yes")]).expect(303)
        )),
        (410, false)
    );
    // Signing everyone out: the admin's own phone stays signed in, but its confirmation is void.
    let (phone, desk) = (studio.sign_in(&studio.admin), Desk::at(&studio));
    desk.confirmed_by(&phone);
    phone.post("/people/sessions/ending", &[("confirmed", "yes")]).expect(303);
    desk.enter().expect(410);
    assert!(!is_in(&desk));
    phone.get("/people").expect(200);
    assert_eq!(confirmed(&|_| ()), (303, true), "the control");
}

#[test]
fn a_proof_on_the_phone_after_confirming_does_not_count_for_the_browser() {
    let (clock, studio) = timed();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let (phone, desk) = (studio.sign_in(ana), Desk::at(&studio));
    clock.advance(Duration::minutes(8));
    let desk = Desk::in_a_tab_of(desk.browser);
    desk.confirmed_by(&phone);
    clock.advance(Duration::minutes(1));
    phone.get("/account/proof").expect(200);
    phone.post("/account/proof", &[("password", PASSWORD)]).expect(303);
    desk.enter().expect(303);
    clock.advance(Duration::minutes(2));
    desk.browser.get("/account/email").expect(303);
    phone.get("/account/email").expect(200);
}

//! Sign-ins and sign-outs are one transaction each (security.md, K12 and K71): a change of an account while its owner signs in either
//! ends the new session or prevents it, and a change of role that ends sessions is rolled back together with them.

use std::sync::Arc;

use diesel::{connection::SimpleConnection, prelude::*};
use reprint::{
    kernel::time::SystemClock,
    schema::{audit_entries, users},
};

use super::races::meets_and;
use crate::{
    accounts::{factors::Scene, phone::Desk, sessions_of, with_password},
    support::{chrome::Browser, *},
};

/// The statement with which every action that ends a person's sessions begins.
fn held(person: &Person) -> String {
    format!("select id from users where id = '{}' for no key update", person.id)
}

#[test]
fn a_phone_signed_out_during_the_sign_in_admits_nobody() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    let enters = |then: &str| {
        let desk = Desk::at(&studio);
        desk.confirmed_by(&studio.sign_in(ana));
        meets_and(&studio, &held(ana), then, move || desk.enter())
    };
    enters(&format!("delete from sessions where user_id = '{}'", ana.id)).expect(410);
    assert_eq!(sessions_of(&studio, ana.id), 0);
    enters("select 1").expect(303);
    assert_eq!(sessions_of(&studio, ana.id), 2, "control");
}

#[test]
fn a_password_or_account_changed_during_the_sign_in_admits_nobody() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let enters = |then: &str| {
        let browser = studio.visit();
        browser.get("/sign-in").expect(200);
        meets_and(&studio, &held(ana), then, move || browser.enter(&ana.email, PASSWORD))
    };
    let closed = format!("update users set state = 'deactivated' where id = '{}'", ana.id);
    enters(&closed).expect(422);
    studio.set_up(|tx| Ok(diesel::update(users::table).set(users::state.eq("active")).execute(tx.conn())?));
    let changed = format!(
        "update passwords set hash = replace(hash, '$04$', '$05$'), changed_at = changed_at + interval '1 second' where user_id = '{}'",
        ana.id
    );
    enters(&changed).expect(422);
    assert_eq!(sessions_of(&studio, ana.id), 0);
    with_password(&studio, ana);
    enters("select 1").expect(303);
    assert_eq!(sessions_of(&studio, ana.id), 1, "control");
}

#[test]
fn a_passkey_removed_during_the_sign_in_admits_nobody() {
    let scene = Scene::new();
    // In a deployment with several studios, each has its own host, to which its passkeys are bound.
    let (studio, _other) = (&scene.studio, Studio::at(&scene.studio.served));
    let ana = scene.ana();
    let browser = Browser::at(studio);
    browser.hold_passkeys();
    browser.sign_in(ana);
    browser.visit("/account/security");
    browser.fill("name", "Laptop");
    browser.press("Add passkey");
    browser.wait_for("Now create recovery codes");
    let enters = |then: &str, said: &str| {
        browser.visit("/");
        browser.press_css("details[name='menu'] > summary");
        browser.press("Sign out");
        browser.wait_for_path("/sign-in");
        meets_and(studio, &held(ana), then, || {
            browser.press("Sign in with a passkey");
            browser.wait_for(said);
        });
    };
    enters("select 1", "You are signed in.");
    enters(&format!("delete from passkeys where user_id = '{}'", ana.id), "This passkey was not accepted");
    assert_eq!(sessions_of(studio, ana.id), 0);
}

#[test]
fn a_role_changes_together_with_the_end_of_its_sessions_or_not_at_all() {
    let variables = [("DATABASE_STATEMENT_SECONDS", "1")];
    let studio = Studio::at(&Served::with(Arc::new(SystemClock), &variables));
    let [vera, ana] = [&studio.admin, &studio.birch.manager].map(|person| studio.sign_in(person));
    let (jonas, tom) = (&studio.staff, &studio.birch.member);
    let place_of = |person: &Person| -> (String, Option<String>, String) {
        let row = users::table.filter(users::id.eq(person.id));
        studio.set_up(|tx| Ok(row.select((users::role, users::standing, users::state)).first(tx.conn())?))
    };
    let told = || -> i64 {
        let changes =
            audit_entries::table.filter(audit_entries::kind.eq_any(["user.closed", "role.changed"]));
        studio.set_up(|tx| Ok(changes.count().get_result(tx.conn())?))
    };
    type Fields<'a> = &'a [(&'a str, &'a str)];
    let ways: [(&Client, &Person, String, Fields); 4] = [
        (&vera, jonas, format!("/people/{}/role", jonas.id), &[("place", "admin")]),
        (&vera, jonas, format!("/people/{}/closing", jonas.id), &[]),
        (&ana, tom, format!("/team/{}/standing", tom.id), &[("place", "manager")]),
        (&ana, tom, format!("/team/{}/closing", tom.id), &[]),
    ];
    for (client, person, path, fields) in ways {
        studio.sign_in(person);
        client.token();
        let before = (place_of(person), told());
        // The person's sessions cannot be ended: another transaction locks them for longer than the statement timeout.
        let mut holder = sql::owner();
        let hold = format!(
            "begin; set local app.studio_id = '{}'; set local app.role = 'system';
             select from sessions where user_id = '{}' for update",
            studio.id, person.id
        );
        holder.batch_execute(&hold).expect("the sessions are locked");
        client.post(&path, fields).expect(503);
        assert_eq!((place_of(person), told()), before, "{path}: nothing is changed");
        holder.batch_execute("rollback").expect("the locks are released");
        client.post(&path, fields).expect(303);
        assert_ne!((place_of(person), told()), before, "{path}: control");
        assert_eq!(sessions_of(&studio, person.id), 0, "{path}");
    }
}

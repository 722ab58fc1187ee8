//! Someone who knows the password but has no factor: they do not affect the owner's sessions, and the owner is
//! notified.

use diesel::prelude::*;
use reprint::{
    schema::{audit_entries, mails, sessions, studios},
    sessions::MOST_INCOMPLETE,
};

use super::{Scene, code};
use crate::support::*;

#[test]
fn incomplete_sign_ins_end_no_session_and_are_reported_once() {
    let scene = Scene::new();
    let (studio, ana) = (&scene.studio, scene.ana());
    let app = scene.anas_app();
    let known = studio.visit();
    known.enter(&ana.email, PASSWORD).expect(303);
    known.get("/sign-in/factor").expect(200);
    code(&known, &scene.code(&app)).expect(303);
    known.get("/projects").expect(200);
    known.post("/sign-out", &[]).expect(303);
    known.forget_token();
    // One complete session, and one incomplete sign-in in a known browser.
    let owner = studio.sign_in(ana);
    known.enter(&ana.email, PASSWORD).expect(303);
    known.get("/sign-in/factor").expect(200);
    let told = || {
        studio.set_up(|tx| {
            let told = mails::table.filter(mails::kind.eq("half_way").and(mails::user_id.eq(ana.id)));
            Ok(told.count().get_result::<i64>(tx.conn())?)
        })
    };
    scene.knock(ana);
    scene.knock(ana);
    assert_eq!(told(), 0, "two attempts may be her own");
    for _ in 0..22 {
        scene.knock(ana);
    }
    assert_eq!(told(), 1);
    let under_way: i64 = studio.set_up(|tx| {
        let waiting =
            sessions::table.filter(sessions::user_id.eq(ana.id)).filter(sessions::stage.ne("whole"));
        Ok(waiting.count().get_result(tx.conn())?)
    });
    assert_eq!(under_way, MOST_INCOMPLETE + 1);
    owner.get("/projects").expect(200);
    code(&known, &scene.code(&app)).expect(303);
    known.get("/projects").expect(200);
}

fn closed(studio: &Studio, person: &Person) -> (i64, i64) {
    studio.set_up(|tx| {
        let entries = audit_entries::table.filter(audit_entries::kind.eq("session.closed"));
        let theirs = entries.filter(audit_entries::actor_id.eq(person.id));
        let left = sessions::table.filter(sessions::user_id.eq(person.id));
        Ok((theirs.count().get_result(tx.conn())?, left.count().get_result(tx.conn())?))
    })
}

#[test]
fn signing_out_is_recorded_for_incomplete_sign_ins_and_refused_networks_too() {
    let scene = Scene::new();
    let (studio, ana) = (&scene.studio, scene.ana());
    scene.anas_app();
    let before = closed(studio, ana);
    let browser = studio.visit();
    browser.enter(&ana.email, PASSWORD).expect(303);
    browser.get("/sign-in/factor").expect(200);
    browser.post("/sign-out", &[]).expect(303);
    assert_eq!(closed(studio, ana), (before.0 + 1, before.1));

    let jonas = studio.sign_in(&studio.staff);
    jonas.get("/projects").expect(200);
    studio.set_up(|tx| {
        let elsewhere = studios::allowed_addresses.eq("203.0.113.0/24");
        Ok(diesel::update(studios::table).set(elsewhere).execute(tx.conn())?)
    });
    studio.served.portal.studios.forget();
    jonas.post("/sign-out", &[]).expect(303);
    assert_eq!(closed(studio, &studio.staff), (1, 0));
}

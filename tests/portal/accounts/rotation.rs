//! Rotating SECRET_KEY loses no passwords and no authenticator apps (docs/adr/0020-changing-the-secret-key.md).

use diesel::prelude::*;
use reprint::{
    accounts::password,
    kernel::secret::Token,
    schema::{mails, passwords, totp_secrets},
};

use super::{factors::Scene, with_password};
use crate::support::{alone::is_alone, *};

/// The same portal under the old key, under the new key with the old one beside it, and under the new key alone.
struct Keys {
    scene: Scene,
    between: Served,
    after: Served,
}

impl Keys {
    fn new() -> Self {
        let [old, new] = [Token::random().text(), Token::random().text()];
        let scene = Scene::with(&[("SECRET_KEY", &old)]);
        let served = |variables: &[(&str, &str)]| Served::with(scene.clock.clone(), variables);
        let between = served(&[("SECRET_KEY", &new), ("SECRET_KEY_BEFORE", &old)]);
        let after = served(&[("SECRET_KEY", &new)]);
        Self { scene, between, after }
    }

    fn before(&self) -> Client {
        self.scene.studio.visit()
    }

    fn between(&self) -> Client {
        Client::new(self.between.port, &self.scene.studio.host)
    }

    fn after(&self) -> Client {
        Client::new(self.after.port, &self.scene.studio.host)
    }

    /// Turns a user's password into one from before rows recorded their key.
    fn unname(&self, person: &Person) {
        self.scene.studio.set_up(|tx| {
            let row = passwords::table.filter(passwords::user_id.eq(person.id));
            Ok(diesel::update(row).set(passwords::key_id.eq(None::<Vec<u8>>)).execute(tx.conn())?)
        });
    }

    fn row_of(&self, person: &Person) -> (String, Option<Vec<u8>>) {
        self.scene.studio.set_up(|tx| {
            let row = passwords::table.filter(passwords::user_id.eq(person.id));
            Ok(row.select((passwords::hash, passwords::key_id)).first(tx.conn())?)
        })
    }
}

#[test]
fn signing_in_while_both_keys_are_configured_moves_a_password_to_the_new_key() {
    let keys = Keys::new();
    let Company { manager: ana, member: tom, .. } = &keys.scene.studio.birch;
    let Company { manager: noor, member: ida, .. } = &keys.scene.studio.northlight;
    [tom, noor, ida].into_iter().for_each(|person| with_password(&keys.scene.studio, person));
    [tom, ida].into_iter().for_each(|person| keys.unname(person));
    let inside = keys.before();
    inside.enter(&ana.email, PASSWORD).expect(303);
    for person in [ana, tom] {
        let old = keys.row_of(person);
        keys.between().enter(&person.email, "is it this one, perhaps?").expect(422);
        assert_eq!(keys.row_of(person), old, "a wrong password must not rehash anything");
        let browser = keys.between();
        browser.enter(&person.email, PASSWORD).expect(303);
        browser.get("/projects").expect(200);
        assert_ne!(keys.row_of(person), old);
        keys.between().enter(&person.email, PASSWORD).expect(303);
    }
    assert_eq!(keys.row_of(ana).1, keys.row_of(tom).1);
    for person in [ana, tom] {
        keys.after().enter(&person.email, PASSWORD).expect(303);
        keys.after().enter(&person.email, "is it this one, perhaps?").expect(422);
    }
    // Those who did not sign in during the rotation are refused, with a key on record and without.
    for person in [noor, ida] {
        keys.after().enter(&person.email, PASSWORD).expect(422);
    }
    // Sessions do not survive the rotation.
    let carried = keys.between();
    inside.cookies().split("; ").for_each(|cookie| carried.add_cookie(cookie));
    assert!(carried.get("/projects").expect(303).location().starts_with("/sign-in"));
}

#[test]
fn proving_and_changing_a_password_move_it_to_the_new_key_too() {
    let keys = Keys::new();
    let studio = &keys.scene.studio;
    let Company { manager: ana, member: tom, .. } = &studio.birch;
    with_password(studio, tom);
    let sign_in = |person: &Person| {
        let browser = keys.between();
        browser.add_cookie(&keys.between.open_session(studio.id, person.id, person.role));
        browser
    };
    let browser = sign_in(ana);
    browser.get("/account/proof").expect(200);
    browser.post("/account/proof", &[("password", PASSWORD)]).expect(303);
    keys.after().enter(&ana.email, PASSWORD).expect(303);
    let browser = sign_in(tom);
    browser.get("/account/password").expect(200);
    let fields = [("current", PASSWORD), ("password", "another thread, a blue one")];
    browser.post("/account/password", &fields).expect(303);
    keys.after().enter(&tom.email, "another thread, a blue one").expect(303);
}

#[test]
fn an_app_moves_to_the_new_key_with_its_next_code() {
    let keys = Keys::new();
    let app = keys.scene.anas_app();
    let ana = keys.scene.ana();
    let sealed = || -> Vec<u8> {
        keys.scene
            .studio
            .set_up(|tx| Ok(totp_secrets::table.select(totp_secrets::sealed).first(tx.conn())?))
    };
    let before = sealed();
    let enter = |browser: Client, code: &str| {
        browser.enter(&ana.email, PASSWORD).expect(303);
        browser.get("/sign-in/factor").expect(200);
        let page = browser.post("/sign-in/factor", &[("code", code)]);
        browser.forget_token();
        page
    };
    enter(keys.between(), "000000").expect(422);
    assert_eq!(sealed(), before, "a wrong code must not reseal anything");
    enter(keys.between(), &keys.scene.code(&app)).expect(303);
    assert_ne!(sealed(), before);
    enter(keys.after(), &keys.scene.code(&app)).expect(303);
}

#[test]
fn an_app_that_was_not_moved_is_lost_and_a_recovery_code_replaces_it() {
    let keys = Keys::new();
    let app = keys.scene.anas_app();
    let ana = keys.scene.ana();
    let recovery = keys.scene.recovery_codes(&keys.scene.studio.sign_in(ana));
    let browser = keys.between();
    browser.enter(&ana.email, PASSWORD).expect(303);
    let browser = keys.after();
    browser.enter(&ana.email, PASSWORD).expect(303);
    browser.get("/sign-in/factor").expect(200);
    browser.post("/sign-in/factor", &[("code", &keys.scene.code(&app))]).expect(422);
    browser.post("/sign-in/factor", &[("code", &recovery[0])]).expect(303);
}

#[test]
fn a_known_browser_stays_known() {
    let keys = Keys::new();
    let ana = keys.scene.ana();
    let own = keys.before();
    own.enter(&ana.email, PASSWORD).expect(303);
    let device = own.cookies().split("; ").find(|cookie| cookie.starts_with("device=")).unwrap().to_owned();
    let notices = || -> i64 {
        keys.scene.studio.set_up(|tx| {
            let theirs = mails::table.filter(mails::recipient.eq(&ana.email));
            Ok(theirs.count().get_result(tx.conn())?)
        })
    };
    let again = keys.between();
    again.add_cookie(&device);
    again.enter(&ana.email, PASSWORD).expect(303);
    assert_eq!(notices(), 0);
    let renewed =
        again.cookies().split("; ").find(|cookie| cookie.starts_with("device=")).unwrap().to_owned();
    assert_ne!(renewed, device, "the device cookie must be resealed");
    let later = keys.after();
    later.add_cookie(&renewed);
    later.enter(&ana.email, PASSWORD).expect(303);
    assert_eq!(notices(), 0);
    // Control: a sign-in from an unknown browser is reported.
    keys.after().enter(&ana.email, PASSWORD).expect(303);
    assert_eq!(notices(), 1);
}

#[test]
fn a_guess_costs_one_hash_under_any_key() {
    if !is_alone("accounts::rotation::a_guess_costs_one_hash_under_any_key") {
        return;
    }
    let keys = Keys::new();
    let studio = &keys.scene.studio;
    let (ana, tom, noor) = (&studio.birch.manager, &studio.birch.member, &studio.northlight.manager);
    [tom, noor].into_iter().for_each(|person| with_password(studio, person));
    keys.unname(tom);
    keys.between().enter(&noor.email, PASSWORD).expect(303);
    let cost = |browser: Client, email: &str, password: &str| {
        let before = password::computed();
        let status = browser.enter(email, password).status;
        (status, password::computed() - before)
    };
    let wrong = "is it this one, perhaps?";
    for email in [&ana.email, &tom.email, &noor.email, "nobody@ana.example"] {
        assert_eq!(cost(keys.between(), email, wrong), (422, 1), "{email}");
        assert_eq!(cost(keys.after(), email, wrong), (422, 1), "{email}");
    }
    // Only a successful sign-in pays for rehashing.
    assert_eq!(cost(keys.between(), &ana.email, PASSWORD), (303, 2));
    assert_eq!(cost(keys.between(), &ana.email, PASSWORD), (303, 1));
}

#[test]
fn a_password_with_a_low_work_factor_is_hashed_again_at_the_next_sign_in() {
    let key = Token::random().text();
    let scene = Scene::with(&[("SECRET_KEY", &key)]);
    let usual = Served::with(scene.clock.clone(), &[("SECRET_KEY", &key), ("PASSWORD_COST", "12")]);
    let ana = &scene.studio.birch.manager;
    let hash = || {
        scene.studio.set_up(|tx| {
            let row = passwords::table.filter(passwords::user_id.eq(ana.id));
            Ok(row.select(passwords::hash).first::<String>(tx.conn())?)
        })
    };
    assert!(hash().starts_with("$2b$04$"));
    let sign_in = |password| Client::new(usual.port, &scene.studio.host).enter(&ana.email, password);
    sign_in("is it this one, perhaps?").expect(422);
    assert!(hash().starts_with("$2b$04$"), "a wrong password changes nothing");
    sign_in(PASSWORD).expect(303);
    let again = hash();
    assert!(again.starts_with("$2b$12$"));
    sign_in(PASSWORD).expect(303);
    assert_eq!(hash(), again);
    // Deployed with a lower factor, the portal takes the password as it is.
    scene.studio.visit().enter(&ana.email, PASSWORD).expect(303);
    assert_eq!(hash(), again);
}

//! Links mailed before a password, an address or a role changed are void (issue 11, row R).

use super::{link_to, with_password};
use crate::support::{Client, PASSWORD, Person, Studio};

const NEW: &str = "another thread, a blue one";

/// The links mailed to a user and not used yet: a password reset, and a change of address.
struct Mailed {
    reset: String,
    to_new: String,
    to_old: String,
}

impl Mailed {
    fn to(studio: &Studio, person: &Person) -> Self {
        let visitor = studio.visit();
        visitor.get("/password-resets").expect(200);
        visitor.post("/password-resets", &[("email", &person.email)]).expect(200);
        let browser = studio.sign_in(person);
        browser.get("/account/email").expect(200);
        let new = format!("new.{}", person.email);
        browser.post("/account/email", &[("email", &new)]).expect(303);
        let link = |kind, email: &str| link_to(studio, kind, email).expect("a mail was written").0;
        let mailed = Self {
            reset: link("password_reset", &person.email),
            to_new: link("email_change", &new),
            to_old: link("email_change", &person.email),
        };
        mailed.all_answer(studio, 200);
        mailed
    }

    #[track_caller]
    fn all_answer(&self, studio: &Studio, status: u16) {
        let reader = studio.visit();
        for link in [&self.reset, &self.to_new, &self.to_old] {
            assert_eq!(reader.get(link).status, status, "{link}");
        }
    }
}

/// The request, the user it is about, and what it changes.
struct Case {
    path: String,
    fields: &'static [(&'static str, &'static str)],
}

fn done(browser: &Client, case: &Case) {
    browser.get("/account").expect(200);
    browser.post(&case.path, case.fields).expect(303);
}

#[test]
fn issue_11_row_r_a_password_change_voids_links_mailed_before() {
    let studio = Studio::new();
    let (ana, tom) = (&studio.birch.manager, &studio.birch.member);
    with_password(&studio, ana);
    let (hers, his) = (Mailed::to(&studio, ana), Mailed::to(&studio, tom));
    let browser = studio.sign_in(ana);
    browser.get("/account/password").expect(200);
    // A failed attempt voids nothing.
    browser.post("/account/password", &[("current", "not this one at all"), ("password", NEW)]).expect(422);
    hers.all_answer(&studio, 200);
    browser.post("/account/password", &[("current", PASSWORD), ("password", NEW)]).expect(303);
    browser.forget_token();
    browser.get("/account/security").expect(200).says("the change of your email address was cancelled");
    hers.all_answer(&studio, 410);
    studio.visit().post(&hers.reset, &[("password", "yet another thread, a red one")]).expect(410);
    studio.visit().post(&hers.to_new, &[("answer", "yes")]).expect(410);
    studio.visit().enter(&ana.email, NEW).expect(303);
    // Control: another user's links stay valid.
    his.all_answer(&studio, 200);
    let visitor = studio.visit();
    visitor.get(&his.reset).expect(200);
    visitor.post(&his.reset, &[("password", NEW)]).expect(303);
    his.all_answer(&studio, 410);
}

#[test]
fn issue_11_row_r_a_role_change_voids_links_mailed_before() {
    let studio = Studio::new();
    let (ana, tom, jonas) = (&studio.birch.manager, &studio.birch.member, &studio.staff);
    let admin = studio.sign_in(&studio.admin);
    let cases = [
        (jonas, &admin, Case { path: format!("/people/{}/role", jonas.id), fields: &[("place", "admin")] }),
        (
            tom,
            &studio.sign_in(ana),
            Case { path: format!("/team/{}/standing", tom.id), fields: &[("place", "manager")] },
        ),
    ];
    for (person, by, case) in cases {
        let mailed = Mailed::to(&studio, person);
        done(by, &case);
        mailed.all_answer(&studio, 410);
        let again = link_again(&studio, person);
        studio.visit().get(&again).expect(200);
        // Submitting the same role again changes nothing.
        done(by, &case);
        studio.visit().get(&again).expect(200);
    }
}

/// A reset link requested now, in a known browser: a second one within the minute.
fn link_again(studio: &Studio, person: &Person) -> String {
    studio.set_up(|tx| {
        use diesel::RunQueryDsl;
        let older = "update one_time_links set created_at = created_at - interval '5 minutes'";
        Ok(diesel::sql_query(older).execute(tx.conn())?)
    });
    let visitor = studio.visit();
    visitor.get("/password-resets").expect(200);
    visitor.post("/password-resets", &[("email", &person.email)]).expect(200);
    link_to(studio, "password_reset", &person.email).expect("a mail was written").0
}

#[test]
fn issue_11_row_r_links_mailed_before_closing_stay_void_after_reopening() {
    let studio = Studio::new();
    let (ana, tom, noor) = (&studio.birch.manager, &studio.birch.member, &studio.northlight.manager);
    let admin = studio.sign_in(&studio.admin);
    let ways = [(tom, &studio.sign_in(ana), "team"), (noor, &admin, "people")];
    for (person, by, place) in ways {
        with_password(&studio, person);
        let mailed = Mailed::to(&studio, person);
        done(by, &Case { path: format!("/{place}/{}/closing", person.id), fields: &[] });
        mailed.all_answer(&studio, 410);
        done(&admin, &Case { path: format!("/people/{}/opening", person.id), fields: &[] });
        mailed.all_answer(&studio, 410);
    }
}

#[test]
fn issue_11_row_r_an_address_change_voids_links_and_a_role_change_keeps_an_invitation() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    let mailed = Mailed::to(&studio, ana);
    let reader = studio.visit();
    for link in [&mailed.to_new, &mailed.to_old] {
        reader.get(link).expect(200);
        reader.post(link, &[("answer", "yes")]).expect(200);
    }
    mailed.all_answer(&studio, 410);

    let admin = studio.sign_in(&studio.admin);
    let invitations = format!("/clients/{}/invitations", studio.birch.id);
    admin.get(&invitations).expect(200);
    let lena = [("name", "Lena Brandt"), ("email", "lena@birch.example"), ("place", "member")];
    admin.post(&invitations, &lena).expect(303);
    let (invitation, _) = link_to(&studio, "invitation", "lena@birch.example").expect("a mail was written");
    let person = admin.get("/people?of=clients").expect(200);
    let people = person.attributes("td a", "href");
    let mut people = people.iter().filter(|href| href.starts_with("/people/"));
    let lena = people.find(|href| admin.get(href).has_text("lena@birch.example")).expect("a row");
    done(&admin, &Case { path: format!("{lena}/role"), fields: &[("place", "manager")] });
    studio.visit().get(&invitation).expect(200);
}

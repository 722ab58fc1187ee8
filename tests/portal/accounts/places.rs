//! Roles and standings: who may change whose, and that an admin or manager always remains (security.md, K09, K10, K60,
//! K71).

use std::{sync::Barrier, thread};

use diesel::prelude::*;
use reprint::{
    access::{Role, Standing},
    kernel::ids::UserId,
    schema::{audit_entries, mails, users},
};

use super::{link_to, sessions_of, state_of};
use crate::support::{studio::insert_person, *};

/// A user's role or, in a client, their standing.
fn place_of(studio: &Studio, id: UserId) -> String {
    studio.set_up(|tx| {
        let row = users::table.filter(users::id.eq(id)).select((users::role, users::standing));
        let (role, standing): (String, Option<String>) = row.first(tx.conn())?;
        Ok(standing.unwrap_or(role))
    })
}

fn admins(studio: &Studio) -> i64 {
    let admins = users::table.filter(users::role.eq("admin").and(users::state.eq("active")));
    studio.set_up(|tx| Ok(admins.count().get_result(tx.conn())?))
}

fn audited(studio: &Studio, kind: &str) -> i64 {
    let entries = audit_entries::table.filter(audit_entries::kind.eq(kind.to_owned()));
    studio.set_up(|tx| Ok(entries.count().get_result(tx.conn())?))
}

#[test]
fn a_new_role_applies_at_once_and_requires_signing_in_again() {
    let studio = Studio::new();
    let (admin, jonas) = (studio.sign_in(&studio.admin), studio.sign_in(&studio.staff));
    jonas.get("/people").expect(403);
    let person = format!("/people/{}", studio.staff.id);
    admin.get(&person).expect(200).says("Jonas Weber").says("in one browser");
    admin.get(&format!("{person}/role")).expect(200).says("Change Jonas Weber’s role");
    admin.post(&format!("{person}/role"), &[("place", "admin")]).expect(303);
    admin.get(&person).expect(200).says("Role changed.").says("nowhere");
    jonas.get("/people").expect(303);
    assert_eq!(sessions_of(&studio, studio.staff.id), 0);
    studio.sign_in(&studio.staff).get("/people").expect(200);
    assert_eq!(audited(&studio, "role.changed"), 1);
    // Submitting the same role changes nothing, and signs nobody out.
    admin.post(&format!("{person}/role"), &[("place", "admin")]).expect(303);
    assert_eq!((audited(&studio, "role.changed"), sessions_of(&studio, studio.staff.id)), (1, 1));
}

#[test]
fn a_user_can_only_get_a_role_that_exists_where_they_belong() {
    let studio = Studio::new();
    let admin = studio.sign_in(&studio.admin);
    for (person, places) in
        [(&studio.staff, ["manager", "client", ""]), (&studio.birch.member, ["admin", "staff", "x"])]
    {
        let path = format!("/people/{}/role", person.id);
        let before = place_of(&studio, person.id);
        for place in places {
            assert!(
                admin.post(&path, &[("place", place)]).expect(422).field_fault("place").is_some(),
                "{place}"
            );
        }
        for extra in ["role", "client_id", "state", "studio_id", "id", "user[role]"] {
            admin.post(&path, &[("place", &before), (extra, "admin")]).expect(400);
        }
        assert_eq!(place_of(&studio, person.id), before);
    }
    let path = format!("/people/{}/role", studio.birch.member.id);
    admin.post(&path, &[("place", "manager")]).expect(303);
    assert_eq!(place_of(&studio, studio.birch.member.id), "manager");
}

#[test]
fn nobody_can_change_their_own_role_or_one_they_do_not_manage() {
    let (studio, other) = (Studio::new(), Studio::new());
    let admin = studio.sign_in(&studio.admin);
    let own = format!("/people/{}", studio.admin.id);
    admin.get(&own).expect(200).says("Only another admin can change your role");
    admin.post(&format!("{own}/role"), &[("place", "staff")]).expect(409).says("your own account");
    admin.post(&format!("/people/{}/role", other.staff.id), &[("place", "admin")]).expect(404);
    let jonas = studio.sign_in(&studio.staff);
    jonas.post(&format!("/people/{}/role", studio.staff.id), &[("place", "admin")]).expect(403);
    let ana = studio.sign_in(&studio.birch.manager);
    for path in ["role", "closing", "opening", "invitation"] {
        ana.post(&format!("/people/{}/{path}", studio.birch.member.id), &[]).expect(404);
    }
    assert_eq!(
        (place_of(&studio, studio.staff.id), place_of(&other, other.staff.id)),
        ("staff".into(), "staff".into())
    );
    assert_eq!(admins(&studio), 1);
}

#[test]
fn concurrent_changes_never_leave_a_studio_without_an_admin() {
    let studio = Studio::new();
    let second = Person::new("Zoe Marti", Role::Admin);
    studio.set_up(|tx| insert_person(tx, &second));
    let pair = [&studio.admin, &second];
    let ids = pair.map(|admin| admin.id);
    for round in 0..60 {
        studio.set_up(|tx| {
            let as_before = (users::role.eq("admin"), users::state.eq("active"));
            diesel::update(users::table.filter(users::id.eq_any(ids))).set(as_before).execute(tx.conn())?;
            Ok(())
        });
        let start = Barrier::new(2);
        let answers: Vec<u16> = thread::scope(|scope| {
            let tries: Vec<_> = [(0, 1), (1, 0)]
                .map(|(me, them)| {
                    let (studio, start) = (&studio, &start);
                    scope.spawn(move || {
                        let browser = studio.sign_in(pair[me]);
                        browser.token();
                        start.wait();
                        let (path, fields): (_, &[_]) = match (round + me) % 3 {
                            0 => ("closing", &[]),
                            _ => ("role", &[("place", "staff")]),
                        };
                        browser.post(&format!("/people/{}/{path}", pair[them].id), fields).status
                    })
                })
                .into_iter()
                .collect();
            tries.into_iter().map(|one| one.join().expect("the attempt finishes")).collect()
        });
        assert_eq!(admins(&studio), 1, "round {round}: {answers:?}");
        assert!(answers.contains(&303), "{answers:?}");
    }
}

#[test]
fn a_manager_manages_their_own_team_and_nobody_else() {
    let studio = Studio::new();
    let (ana, tom) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.birch.member));
    let page = ana.get("/team").expect(200).says("Your team").says("Tom Okafor").lacks("Noor").lacks("Jonas");
    assert!(page.has("nav a[href='/team']"));
    tom.get("/team").expect(403);
    let member = studio.birch.member.id;
    ana.get(&format!("/team/{member}/standing")).expect(200);
    ana.post(&format!("/team/{member}/standing"), &[("place", "manager")]).expect(303);
    assert_eq!(place_of(&studio, member), "manager");
    tom.get("/team").expect(303);
    let tom = studio.sign_in(&Person {
        role: Role::Client { client: studio.birch.id, standing: Standing::Manager },
        ..studio.birch.member.clone()
    });
    tom.get("/team").expect(200);
    ana.get("/team");
    ana.post(&format!("/team/{member}/closing"), &[]).expect(303);
    tom.get("/projects").expect(303);
    assert_eq!((state_of(&studio, member), sessions_of(&studio, member)), ("deactivated".into(), 0));
    ana.get("/team").expect(200).says("closed");
    ana.post(&format!("/team/{member}/standing"), &[("place", "member")]).expect(409);

    for stranger in [&studio.northlight.member, &studio.staff, &studio.admin] {
        for (path, fields) in [("closing", &[][..]), ("standing", &[("place", "member")][..])] {
            ana.get(&format!("/team/{}/{path}", stranger.id)).expect(404);
            ana.post(&format!("/team/{}/{path}", stranger.id), fields).expect(404);
        }
        assert_eq!(state_of(&studio, stranger.id), "active");
    }
    let own = format!("/team/{}", studio.birch.manager.id);
    ana.post(&format!("{own}/closing"), &[]).expect(409).says("your own account");
    ana.post(&format!("{own}/standing"), &[("place", "member")]).expect(409);
    ana.post(&format!("{own}/standing"), &[("place", "admin")]).expect(422);
    ana.post(&format!("{own}/standing"), &[("place", "member"), ("client_id", "x")]).expect(400);
    assert_eq!(place_of(&studio, studio.birch.manager.id), "manager");
}

#[test]
fn concurrent_changes_never_leave_a_client_without_a_manager() {
    let studio = Studio::new();
    let as_manager = |person: &Person| Person {
        role: Role::Client { client: studio.birch.id, standing: Standing::Manager },
        ..person.clone()
    };
    let pair = [as_manager(&studio.birch.manager), as_manager(&studio.birch.member)];
    for round in 0..20 {
        studio.set_up(|tx| {
            let both = users::table.filter(users::client_id.eq(studio.birch.id));
            diesel::update(both)
                .set((users::standing.eq("manager"), users::state.eq("active")))
                .execute(tx.conn())?;
            Ok(())
        });
        let start = Barrier::new(2);
        thread::scope(|scope| {
            for (me, them) in [(0, 1), (1, 0)] {
                let (studio, start, pair) = (&studio, &start, &pair);
                scope.spawn(move || {
                    let browser = studio.sign_in(&pair[me]);
                    browser.token();
                    start.wait();
                    let path = format!("/team/{}", pair[them].id);
                    if round % 2 == 0 {
                        browser.post(&format!("{path}/closing"), &[])
                    } else {
                        browser.post(&format!("{path}/standing"), &[("place", "member")])
                    }
                });
            }
        });
        let managers: i64 = studio.set_up(|tx| {
            let left = users::table.filter(users::client_id.eq(studio.birch.id));
            let left = left.filter(users::standing.eq("manager").and(users::state.eq("active")));
            Ok(left.count().get_result(tx.conn())?)
        });
        assert_eq!(managers, 1, "round {round}");
    }
}

#[test]
fn reopening_an_account_does_not_revive_an_old_invitation() {
    let (clock, studio) = super::limits::behind_a_proxy();
    let admin = studio.sign_in(&studio.admin);
    let fields = [("name", "Mira Sand"), ("email", "mira@studio.example"), ("place", "staff")];
    admin.post("/people/invitations", &fields).expect(303);
    let (old, _) = link_to(&studio, "invitation", "mira@studio.example").expect("a mail was written");
    let mira: UserId = studio.set_up(|tx| {
        Ok(users::table.filter(users::email.eq("mira@studio.example")).select(users::id).first(tx.conn())?)
    });
    studio.visit().get(&old).expect(200);
    admin.post(&format!("/people/{mira}/closing"), &[]).expect(303);
    admin.post(&format!("/people/{mira}/invitation"), &[]).expect(303);
    admin.get("/people").expect(200).says("No invitation is pending");
    admin.post(&format!("/people/{mira}/opening"), &[]).expect(303);
    studio.visit().get(&old).expect(410);
    clock.advance(chrono::Duration::minutes(1));
    admin.post(&format!("/people/{mira}/invitation"), &[]).expect(303);
    let (new, _) = link_to(&studio, "invitation", "mira@studio.example").expect("another mail");
    studio.visit().get(&new).expect(200);
    studio.visit().get(&old).expect(410);
}

#[test]
fn a_manager_may_send_twenty_invitations_a_day() {
    let studio = Studio::new();
    let path = format!("/clients/{}/invitations", studio.birch.id);
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get(&path).expect(200);
    let invite = |at: usize| {
        let email = format!("colleague{at}@birch.example");
        ana.post(&path, &[("name", "A Colleague"), ("email", &email), ("place", "member")])
    };
    for at in 0..20 {
        invite(at).expect(303);
    }
    let refused = invite(20).expect(422);
    assert!(
        refused.field_fault("email").is_some_and(|fault| fault.contains("limit of invitations for today"))
    );
    assert_eq!(link_to(&studio, "invitation", "colleague20@birch.example"), None);
    // The studio's own people have a limit of their own.
    let staff = studio.sign_in(&studio.staff);
    staff.get(&path).expect(200);
    staff
        .post(&path, &[("name", "A Colleague"), ("email", "colleague20@birch.example"), ("place", "member")])
        .expect(303);
}

#[test]
fn a_name_cannot_put_a_link_into_our_mails() {
    let studio = Studio::new();
    let path = format!("/clients/{}/invitations", studio.birch.id);
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get(&path).expect(200);
    for name in
        ["https://evil.example", "Click www.evil.example", "//evil.example", "<b>Lena</b>", "a@b.example"]
    {
        let page = ana.post(&path, &[("name", name), ("email", "lena@birch.example"), ("place", "member")]);
        assert!(page.expect(422).field_fault("name").is_some(), "{name}");
        assert!(ana.post("/account", &[("name", name)]).expect(422).field_fault("name").is_some(), "{name}");
    }
    for name in [
        "Dr. A. Keller",
        "Tom O.",
        "Dr.med. Huber",
        "St.John",
        "Md.Rahman",
        "Anwar a/l Siva",
        "Lena Brandt-Øst",
    ] {
        ana.post("/account", &[("name", name)]).expect(303);
    }
    // Text that mail clients would turn into a link is kept from becoming one.
    let invited = [("name", "Win at evil.com"), ("email", "win@birch.example"), ("place", "member")];
    ana.post(&path, &invited).expect(303);
    let sent_to = |address: &str| -> (String, String) {
        studio.set_up(|tx| {
            let theirs = mails::table.filter(mails::recipient.eq(address));
            Ok(theirs.select((mails::text_body, mails::html_body)).first(tx.conn())?)
        })
    };
    // An invitee is not addressed by the typed name at all (issue 8, the attack of 30 November: A4).
    let (text, html) = sent_to("win@birch.example");
    assert!(!text.contains("evil") && !html.contains("evil"), "{text}");
    ana.post("/account", &[("name", "Win at evil.com")]).expect(303);
    ana.post("/account/email", &[("email", "ana@elsewhere.example")]).expect(303);
    let (text, html) = sent_to(&studio.birch.manager.email);
    assert!(!text.contains("evil.com") && !html.contains("evil.com"), "{text}");
    assert!(text.contains("Win at evil.\u{2060}com"), "{text}");
}

#[test]
fn an_admin_may_leave_a_client_without_a_manager() {
    let studio = Studio::new();
    let (admin, ana) = (studio.sign_in(&studio.admin), studio.birch.manager.id);
    let role = format!("/people/{ana}/role");
    admin.get("/people").expect(200);
    admin.post(&role, &[("place", "member")]).expect(303);
    assert_eq!(place_of(&studio, ana), "member");
    admin.post(&role, &[("place", "manager")]).expect(303);
    admin.post(&format!("/people/{ana}/closing"), &[]).expect(303);
    assert_eq!(state_of(&studio, ana), "deactivated");
}

#[test]
fn issue_11_a_manager_invites_from_the_team_and_returns_to_it() {
    let studio = Studio::new();
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    let path = format!("/clients/{}/invitations", studio.birch.id);
    let client = format!("/clients/{}", studio.birch.id);
    for (browser, place, address) in
        [(&ana, "/team".to_owned(), "lena@birch.example"), (&jonas, client, "otto@birch.example")]
    {
        let form = browser.get(&path).expect(200);
        assert!(form.attributes(".crumbs a", "href").contains(&place), "{place}");
        assert_eq!(form.attributes("main .button-quiet", "href"), std::slice::from_ref(&place));
        let sent = browser.post(&path, &[("name", "Lena Brandt"), ("email", address), ("place", "member")]);
        // If the portal cannot send mail, staff are shown the link first.
        let sent = sent.expect(303).location().replace("%2F", "/");
        assert!(sent == place || sent == format!("/invitation-link?next={place}"), "{address}: {sent}");
    }
}

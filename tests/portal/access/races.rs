//! Requests that collide with another transaction (security.md, K17, K62): each sees the other's changes or reports a conflict, and
//! causes no internal error. The other transaction is kept open by the test until the request waits for it.

use std::thread;

use diesel::{connection::SimpleConnection, prelude::*, sql_query};
use reprint::access::Reach;

use super::sweep::World;
use crate::{
    accounts::link_to,
    support::{sql, *},
};

/// Sends a request while `other` has run but is not committed; it is committed as soon as the request waits for it.
fn meets(studio: &Studio, other: &str, request: impl FnOnce() -> Page + Send) -> Page {
    meets_and(studio, other, "", request)
}

/// The same, but `then` runs before the commit.
pub fn meets_and<T: Send>(studio: &Studio, other: &str, then: &str, request: impl FnOnce() -> T + Send) -> T {
    let mut holder = sql::app();
    let system = reprint::access::Scope { reach: Reach::System, user: None, ..studio.scope(&studio.admin) };
    holder.batch_execute("begin").expect("a transaction begins");
    sql::announce(&mut holder, system).expect("the scope is set");
    let pid = sql::pid(&mut holder);
    assert_eq!(sql_query(other).execute(&mut holder), Ok(1), "the other transaction changed a row");
    thread::scope(|scope| {
        let asked = scope.spawn(request);
        let mut watcher = sql::app();
        eventually("the request waits", || {
            (sql::waiting_behind(&mut watcher, &pid) > 0 || asked.is_finished()).then_some(())
        });
        assert!(!asked.is_finished(), "the request did not wait for the other transaction");
        holder.batch_execute(&format!("{then}; commit")).expect("the other transaction is committed");
        asked.join().expect("the thread ends")
    })
}

#[test]
fn an_address_that_is_taken_concurrently_is_refused() {
    let studio = Studio::new();
    let (ana, tom) = (&studio.birch.manager, &studio.birch.member);
    let browser = studio.sign_in(ana);
    browser.get("/account/email").expect(200);
    browser.post("/account/email", &[("email", "new@birch.example")]).expect(303);
    studio.work_off();
    let link = |email: &str| link_to(&studio, "email_change", email).expect("a mail was written").0;
    let (at_new, at_old) = (link("new@birch.example"), link(&ana.email));
    let mail = studio.visit();
    mail.get(&at_new).expect(200);
    mail.post(&at_new, &[("answer", "yes")]).expect(200);
    mail.get(&at_old).expect(200);
    let other = format!("update users set email = 'new@birch.example' where id = '{}'", tom.id);
    let page = meets(&studio, &other, move || mail.post(&at_old, &[("answer", "yes")]));
    page.expect(410);
    let kept = studio.set_up(|tx| {
        use reprint::schema::users;
        Ok(users::table.filter(users::id.eq(ana.id)).select(users::email).first::<String>(tx.conn())?)
    });
    assert_eq!(kept, ana.email);
}

#[test]
fn a_file_name_that_is_taken_concurrently_is_reported() {
    let world = World::new();
    let studio = &world.studio;
    let (file, project, client) = (world.birch.file, world.birch.project, studio.birch.id);
    let staff = studio.sign_in(&studio.staff);
    staff.get(&format!("/files/{file}")).expect(200);
    staff.post(&format!("/files/{file}/deletion"), &[("confirmed", "yes")]).expect(303);
    let other = format!(
        "insert into files (id, client_id, project_id, name, name_key, created_by)
            select gen_random_uuid(), '{client}', '{project}', name, name_key, created_by from files where id = '{file}'"
    );
    meets(studio, &other, move || staff.post(&format!("/files/{file}/restoration"), &[]))
        .expect(409)
        .says("Another file now has this name");
}

#[test]
fn joining_a_client_that_is_being_archived_is_refused() {
    let studio = Studio::new();
    let links = super::sweep::links(&studio);
    let fields = [("name", "Eva Noll"), ("email", "eva@birch.example"), ("place", "member")];
    let invitations = format!("/clients/{}/invitations", studio.birch.id);
    let people = || -> i64 {
        let active =
            "select count(*)::text as text from users where state = 'active' or email = 'eva@birch.example'";
        studio.set_up(|tx| Ok(sql::texts(tx.conn(), active))).remove(0).parse().expect("a number")
    };
    let before = people();
    // The lock that archiving takes, and its change of the row.
    let archiving = format!(
        "with held as materialized (select pg_advisory_xact_lock(hashtextextended('{} people of {client}', 0)) as none)
         update clients set archived_at = now() where id = '{client}' and (select count(*) from held) = 1",
        studio.id,
        client = studio.birch.id
    );
    let returned = format!("update clients set archived_at = null where id = '{}'", studio.birch.id);
    let invited = |browser: Client| move || browser.post(&invitations.clone(), &fields);
    let browser = studio.sign_in(&studio.staff);
    browser.get("/clients").expect(200);
    meets(&studio, &archiving, invited(browser)).expect(409).says("nobody new can join");
    for link in &links[..2] {
        studio.set_up(|tx| Ok(sql_query(&returned).execute(tx.conn())?));
        let visitor = studio.visit();
        visitor.get(link).expect(200);
        meets(&studio, &archiving, move || visitor.post(link, &[("password", PASSWORD)])).expect(409);
    }
    assert_eq!(people(), before, "nobody joined");
    studio.set_up(|tx| Ok(sql_query(&returned).execute(tx.conn())?));
    for link in &links[..2] {
        let visitor = studio.visit();
        visitor.get(link).expect(200);
        visitor.post(link, &[("password", PASSWORD)]).expect(303);
    }
    assert_eq!(people(), before + 2);
}

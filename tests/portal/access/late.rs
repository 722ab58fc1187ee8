//! Requests that begin with rights and end without them (security.md, K12, K45 and K71): while the body is being received, the sender's
//! session ends or their role changes.

use std::{sync::Arc, thread};

use chrono::{Duration, Utc};
use diesel::{connection::SimpleConnection, prelude::*};
use reprint::{
    access::{Asks, SystemViewer},
    db::Tx,
    error::AppResult,
    kernel::{ids::UserId, time::SystemClock},
    schema::{audit_entries, file_versions, sessions, studios, totp_secrets, users},
};

use crate::{
    accounts::{factors::App, with_password},
    files::{autumn_catalogue, files_of},
    support::{slow::Slow, *},
};

type Change = fn(&mut Tx, UserId) -> AppResult<usize>;

/// Changes that end a user's rights.
const CHANGES: &[(&str, Change)] = &[
    ("signed out elsewhere", |tx, id| reprint::sessions::end_all(tx, id)),
    ("a factor asked for", |tx, id| {
        let theirs = sessions::table.filter(sessions::user_id.eq(id));
        Ok(diesel::update(theirs).set(sessions::stage.eq("enrolment")).execute(tx.conn())?)
    }),
    ("its longest time is over", |tx, id| {
        let theirs = sessions::table.filter(sessions::user_id.eq(id));
        let over = sessions::expires_at.eq(tx.now - Duration::seconds(1));
        Ok(diesel::update(theirs).set(over).execute(tx.conn())?)
    }),
    ("unused for too long", |tx, id| {
        let theirs = sessions::table.filter(sessions::user_id.eq(id));
        let unused = sessions::last_seen_at.eq(tx.now - Duration::days(15));
        Ok(diesel::update(theirs).set(unused).execute(tx.conn())?)
    }),
    ("under another cookie", |tx, id| {
        let others = "update sessions set token_hash = sha256(uuid_send(id)) where user_id = $1";
        Ok(diesel::sql_query(others).bind::<diesel::sql_types::Uuid, _>(id).execute(tx.conn())?)
    }),
    ("the networks are others", |tx, _| {
        let elsewhere = studios::allowed_addresses.eq("203.0.113.0/24\n2001:db8::/32");
        Ok(diesel::update(studios::table).set(elsewhere).execute(tx.conn())?)
    }),
    ("closed", |tx, id| {
        Ok(diesel::update(users::table.filter(users::id.eq(id)))
            .set(users::state.eq("deactivated"))
            .execute(tx.conn())?)
    }),
];

fn scene() -> Studio {
    Studio::at(&Served::with(Arc::new(SystemClock), &[]))
}

/// Sends a request whose second half is sent after `meanwhile`; returns the status.
pub fn late(
    studio: &Studio,
    client: &Client,
    path: &str,
    kind: &str,
    body: &[u8],
    meanwhile: impl FnOnce(),
) -> u16 {
    late_answer(studio, client, path, kind, body, meanwhile).0
}

/// The same; also returns the body of the response.
pub fn late_answer(
    studio: &Studio,
    client: &Client,
    path: &str,
    kind: &str,
    body: &[u8],
    meanwhile: impl FnOnce(),
) -> (u16, String) {
    let length = body.len();
    let (first, second) = body.split_at(length / 2);
    let head = format!("Connection: close\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n");
    let mut line = Slow::post(client, path, &head);
    line.more(first);
    let lanes = &studio.served.portal.held.bodies;
    eventually(&format!("{path}: its session has been read"), || (lanes.taken_in_all() == 1).then_some(()));
    meanwhile();
    line.more(second);
    let status = line.status();
    let page = line.until("\u{0}");
    eventually("the request has ended", || (lanes.taken_in_all() == 0).then_some(()));
    (status, page)
}

fn sign_out_everywhere(studio: &Studio, id: UserId) {
    assert!(studio.set_up(|tx| reprint::sessions::end_all(tx, id)) > 0);
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn a_form_begun_in_time_does_nothing_if_its_senders_rights_end_meanwhile() {
    let studio = scene();
    let invited = |name: &str| {
        studio.set_up(|tx| {
            let theirs = users::table.filter(users::email.eq(format!("{name}@late.example")));
            Ok(theirs.count().get_result::<i64>(tx.conn())?)
        })
    };
    let invite = |name: &str, meanwhile: &dyn Fn()| {
        let vera = studio.sign_in(&studio.admin);
        vera.get("/people/invitations").expect(200);
        let body = format!("email={name}%40late.example&name=New&place=admin");
        late(&studio, &vera, "/people/invitations", FORM, body.as_bytes(), meanwhile)
    };
    for (at, (what, change)) in CHANGES.iter().enumerate() {
        let name = format!("late-{at}");
        let status =
            invite(&name, &|| assert!(studio.set_up(|tx| change(tx, studio.admin.id)) > 0, "{what}"));
        assert!([303, 401].contains(&status), "{what}: {status}");
        assert_eq!(invited(&name), 0, "{what}");
        studio.set_up(|tx| {
            diesel::update(studios::table).set(studios::allowed_addresses.eq("")).execute(tx.conn())?;
            Ok(diesel::update(users::table).set(users::state.eq("active")).execute(tx.conn())?)
        });
    }
    let here = studios::allowed_addresses.eq("203.0.113.0/24\n127.0.0.0/8");
    studio.set_up(|tx| Ok(diesel::update(studios::table).set(here).execute(tx.conn())?));
    assert_eq!(invite("in-time", &|| ()), 303, "control");
    assert_eq!(invited("in-time"), 1, "control");
}

#[test]
fn an_upload_begun_in_time_stores_nothing_if_its_senders_rights_end_meanwhile() {
    let studio = scene();
    let project = autumn_catalogue(&studio);
    let sheets = "One sheet. ".repeat(50);
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"late.txt\"\r\n\r\n{sheets}\r\n--b--\r\n"
    );
    let versions = || studio.set_up(|tx| Ok(file_versions::table.count().get_result::<i64>(tx.conn())?));
    let upload = |meanwhile: &dyn Fn()| {
        let tom = studio.sign_in(&studio.birch.member);
        tom.get(&files_of(project)).expect(200);
        late(&studio, &tom, &files_of(project), "multipart/form-data; boundary=b", body.as_bytes(), meanwhile)
    };
    for (what, change) in &CHANGES[..5] {
        let status =
            upload(&|| assert!(studio.set_up(|tx| change(tx, studio.birch.member.id)) > 0, "{what}"));
        assert!([303, 401].contains(&status), "{what}: {status}");
        assert_eq!(versions(), 0, "{what}");
    }
    assert_eq!(upload(&|| ()), 303, "control");
    assert_eq!(versions(), 1, "control");
}

/// What an attacker has after stealing a browser's cookies.
fn copy_of(browser: &Client, studio: &Studio) -> Client {
    let copy = Client::new(studio.served.port, &studio.host);
    browser.cookies().split("; ").for_each(|cookie| copy.add_cookie(cookie));
    copy
}

#[test]
fn a_copied_cookie_is_invalid_within_a_request_once_the_password_changes() {
    let studio = scene();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let owner = studio.sign_in(ana);
    owner.get("/account/security").expect(200);
    let thief = copy_of(&owner, &studio);
    thief.get("/account/security").expect(200);
    thief.post("/account/factors/app", &[]).expect(303);
    let app = App::typed(&thief.get("/account/factors/app").expect(200).text_of("code.key"));
    let change = || {
        let change = [("current", PASSWORD), ("password", "another thread, a blue one")];
        owner.post("/account/password", &change).expect(303);
    };
    let body = format!("code={}", app.code(Utc::now()));
    let confirmation = "/account/factors/app/confirmation";
    let status = late(&studio, &thief, confirmation, FORM, body.as_bytes(), change);
    assert!([303, 401].contains(&status), "{status}");
    let confirmed = || {
        studio.set_up(|tx| {
            let theirs = totp_secrets::table.filter(totp_secrets::user_id.eq(ana.id));
            let confirmed = theirs.filter(totp_secrets::confirmed_at.is_not_null());
            Ok(confirmed.count().get_result::<i64>(tx.conn())?)
        })
    };
    assert_eq!(confirmed(), 0, "the thief's app was confirmed");
    owner.forget_token();
    owner.get("/account").expect(200);
    // The control: her own app, in the browser whose cookie belongs to the session.
    let body = format!("code={}", app.code(Utc::now()));
    assert_eq!(late(&studio, &owner, confirmation, FORM, body.as_bytes(), || ()), 303);
    assert_eq!(confirmed(), 1, "control");
}

/// Sends a request that waits for a row lock in its transaction, and runs `meanwhile` while it waits; returns the request's result.
pub fn waiting_for<T: Send>(
    studio: &Studio,
    held: &str,
    request: impl FnOnce() -> T + Send,
    meanwhile: impl FnOnce(),
) -> T {
    waiting_for_and(studio, held, request, |_| meanwhile())
}

/// The same; `meanwhile` gets a function that counts the transactions waiting for the row, including this request.
pub fn waiting_for_and<T: Send>(
    studio: &Studio,
    held: &str,
    request: impl FnOnce() -> T + Send,
    meanwhile: impl FnOnce(&mut dyn FnMut() -> usize),
) -> T {
    let mut holder = sql::app();
    holder.batch_execute("begin").expect("a transaction begins");
    sql::announce(&mut holder, SystemViewer::new(studio.id, "test").scope()).expect("the scope is set");
    holder.batch_execute(held).expect("the row is locked");
    let pid = sql::pid(&mut holder);
    thread::scope(|scope| {
        let sent = scope.spawn(request);
        let mut watcher = sql::app();
        let mut waiting = || sql::waiting_behind(&mut watcher, &pid);
        eventually("the request waits for the row", || (waiting() > 0).then_some(()));
        meanwhile(&mut waiting);
        holder.batch_execute("commit").expect("the lock is released");
        sent.join().expect("the thread ends")
    })
}

#[test]
fn a_session_ended_during_a_proof_gets_no_new_cookie() {
    let studio = scene();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let row = format!("select from passwords where user_id = '{}' for update", ana.id);
    let prove = |meanwhile: &dyn Fn()| {
        let client = studio.sign_in(ana);
        client.get("/account/proof").expect(200);
        let token = client.token();
        let fields = [("_csrf", token.as_str()), ("password", PASSWORD)];
        let request = client.request(reqwest::Method::POST, "/account/proof").form(&fields);
        let before = client.cookies();
        let send = move || {
            let page = client.send(request);
            (page, client)
        };
        let (page, client) = waiting_for(&studio, &row, send, meanwhile);
        (page, before != client.cookies())
    };
    let left = || {
        studio.set_up(|tx| {
            let theirs =
                sessions::table.filter(sessions::user_id.eq(ana.id)).count().get_result(tx.conn())?;
            let proven = audit_entries::table.filter(audit_entries::kind.eq("session.proven"));
            Ok::<(i64, i64), _>((theirs, proven.count().get_result(tx.conn())?))
        })
    };
    let (page, is_new) = prove(&|| sign_out_everywhere(&studio, ana.id));
    assert!(page.location().starts_with("/sign-in"), "{}", page.location());
    assert_eq!((is_new, left()), (false, (0, 0)), "nothing was stored");
    // The same if the session has a new cookie by then.
    let (page, is_new) = prove(&|| {
        studio.set_up(|tx| {
            let theirs = sessions::table.filter(sessions::user_id.eq(ana.id));
            Ok(diesel::update(theirs).set(sessions::token_hash.eq(vec![7; 32])).execute(tx.conn())?)
        });
    });
    assert!(page.location().starts_with("/sign-in"), "{}", page.location());
    assert_eq!((is_new, left()), (false, (1, 0)));
    sign_out_everywhere(&studio, ana.id);
    let (page, is_new) = prove(&|| ());
    assert_eq!((page.location().as_str(), is_new, left()), ("/", true, (1, 1)), "control");
}

#[test]
fn a_double_click_on_a_proof_leaves_its_owner_signed_in() {
    // With the usual work factor, the first click is still being checked when the others arrive.
    let studio = Studio::at(&Served::with(Arc::new(SystemClock), &[("PASSWORD_COST", "12")]));
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let first = studio.sign_in(ana);
    first.get("/account/proof").expect(200);
    let (token, cookies) = (first.token(), first.cookies());
    let clicks: Vec<Client> = (0..8)
        .map(|_| {
            let client = Client::new(studio.served.port, &studio.host);
            cookies.split("; ").for_each(|cookie| client.add_cookie(cookie));
            client
        })
        .collect();
    let answered: Vec<(u16, Client)> = thread::scope(|scope| {
        let sent: Vec<_> = clicks
            .into_iter()
            .map(|client| {
                let fields = [("_csrf", token.as_str()), ("password", PASSWORD)];
                let request = client.request(reqwest::Method::POST, "/account/proof").form(&fields);
                scope.spawn(move || (client.send(request).status, client))
            })
            .collect();
        sent.into_iter().map(|sent| sent.join().expect("the thread ends")).collect()
    });
    let statuses: Vec<u16> = answered.iter().map(|(status, _)| *status).collect();
    assert!(statuses.iter().all(|status| [303, 401].contains(status)), "{statuses:?}");
    let open = answered.iter().filter(|(_, client)| client.get("/account").status == 200).count();
    assert_eq!(open, 1, "exactly one cookie is valid");
}

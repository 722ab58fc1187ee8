//! Requests that are begun with rights and come to their end without them (security.md, K12, K45 and K71): the body of each takes its
//! time, and meanwhile its sender's session ends, or their place is another.

use std::{sync::Arc, thread};

use diesel::prelude::*;
use reprint::{
    db::Tx,
    error::AppResult,
    kernel::{ids::UserId, time::SystemClock},
    schema::{file_versions, sessions, studios, users},
    web::session,
};

use crate::{
    accounts::with_password,
    files::{autumn_catalogue, files_of},
    support::{slow::Slow, *},
};

type Change = fn(&mut Tx, UserId) -> AppResult<usize>;

/// What ends somebody's rights.
const CHANGES: &[(&str, Change)] = &[
    ("signed out elsewhere", |tx, id| session::end_all(tx, id)),
    ("a factor asked for", |tx, id| {
        let theirs = sessions::table.filter(sessions::user_id.eq(id));
        Ok(diesel::update(theirs).set(sessions::stage.eq("enrolment")).execute(tx.conn())?)
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
    Studio::at(Box::leak(Box::new(Served::with(Arc::new(SystemClock), &[]))))
}

/// Sends a request whose second half comes after `meanwhile`; answers its status.
fn late(
    studio: &Studio,
    client: &Client,
    path: &str,
    kind: &str,
    body: &[u8],
    meanwhile: impl FnOnce(),
) -> u16 {
    let length = body.len();
    let (first, second) = body.split_at(length / 2);
    let mut line = Slow::post(client, path, &format!("Content-Type: {kind}\r\nContent-Length: {length}\r\n"));
    line.more(first);
    let lanes = &studio.served.portal.held.bodies;
    eventually("its session was read", || (lanes.taken_in_all() == 1).then_some(()));
    meanwhile();
    line.more(second);
    let status = line.status();
    eventually("it has come to its end", || (lanes.taken_in_all() == 0).then_some(()));
    status
}

fn sign_out_everywhere(studio: &Studio, id: UserId) {
    assert!(studio.set_up(|tx| session::end_all(tx, id)) > 0);
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn a_form_begun_in_time_does_nothing_once_its_senders_rights_have_ended() {
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
    assert_eq!(invite("in-time", &|| ()), 303, "the control");
    assert_eq!(invited("in-time"), 1, "the control");
}

#[test]
fn an_upload_begun_in_time_leaves_nothing_once_its_sender_is_out() {
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
    let status = upload(&|| sign_out_everywhere(&studio, studio.birch.member.id));
    assert!([303, 401].contains(&status), "{status}");
    assert_eq!(versions(), 0);
    assert_eq!(upload(&|| ()), 303, "the control");
    assert_eq!(versions(), 1, "the control");
}

#[test]
fn a_session_that_was_ended_does_not_come_back_with_a_new_cookie() {
    let studio = scene();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let prove = |meanwhile: &dyn Fn()| {
        let client = studio.sign_in(ana);
        client.get("/account/proof").expect(200);
        let body = format!("password={}", PASSWORD.replace(' ', "+"));
        let before = client.cookies();
        let status = late(&studio, &client, "/account/proof", FORM, body.as_bytes(), meanwhile);
        (status, before)
    };
    let (status, _) = prove(&|| sign_out_everywhere(&studio, ana.id));
    assert!([303, 401].contains(&status), "{status}");
    let left = || {
        studio.set_up(|tx| {
            Ok(sessions::table.filter(sessions::user_id.eq(ana.id)).count().get_result::<i64>(tx.conn())?)
        })
    };
    assert_eq!(left(), 0);
    let (status, before) = prove(&|| ());
    assert_eq!((status, left()), (303, 1), "the control");
    let old = Client::new(studio.served.port, &studio.host);
    old.add_cookie(&before);
    old.get("/account").expect(303);
}

#[test]
fn a_double_click_on_a_proof_leaves_its_owner_signed_in() {
    let studio = scene();
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
        sent.into_iter().map(|sent| sent.join().expect("it is answered")).collect()
    });
    let statuses: Vec<u16> = answered.iter().map(|(status, _)| *status).collect();
    assert!(statuses.iter().all(|status| [303, 401].contains(status)), "{statuses:?}");
    let open = answered.iter().filter(|(_, client)| client.get("/account").status == 200).count();
    assert_eq!(open, 1, "one cookie is the session's");
}

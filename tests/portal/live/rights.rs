//! A stream ends as soon as its user loses the right to it, for whatever reason and on every instance (security.md, K58).

use std::{sync::Arc, time::Duration};

use diesel::prelude::*;
use reprint::{
    db::Tx,
    error::AppResult,
    events::{self, Event},
    kernel::{secret::Token, time::SystemClock},
    schema::{sessions, studios, users},
};

use super::Stream;
use crate::support::*;

/// Two instances of the same portal.
fn instances() -> [Served; 2] {
    let key = Token::random().text();
    [(); 2].map(|()| Served::with(Arc::new(SystemClock), &[("SECRET_KEY", &key)]))
}

type Change = fn(&mut Tx, &Person) -> AppResult<usize>;

/// Changes that end a user's rights. They are made directly, since the pages for them also end the sessions.
const CHANGES: &[(&str, Change)] = &[
    ("the session is ended", |tx, person| {
        let theirs = sessions::table.filter(sessions::user_id.eq(person.id));
        Ok(diesel::delete(theirs).execute(tx.conn())?)
    }),
    ("the session has been idle for too long", |tx, person| {
        let long_ago = tx.now - chrono::Duration::days(15);
        let theirs = sessions::table.filter(sessions::user_id.eq(person.id));
        Ok(diesel::update(theirs).set(sessions::last_seen_at.eq(long_ago)).execute(tx.conn())?)
    }),
    ("the session has expired", |tx, person| {
        let just = tx.now - chrono::Duration::seconds(1);
        let theirs = sessions::table.filter(sessions::user_id.eq(person.id));
        Ok(diesel::update(theirs).set(sessions::expires_at.eq(just)).execute(tx.conn())?)
    }),
    ("a second factor is required", |tx, person| {
        let theirs = sessions::table.filter(sessions::user_id.eq(person.id));
        Ok(diesel::update(theirs).set(sessions::stage.eq("enrolment")).execute(tx.conn())?)
    }),
    ("the account is closed", |tx, person| {
        let row = users::table.filter(users::id.eq(person.id));
        Ok(diesel::update(row).set(users::state.eq("deactivated")).execute(tx.conn())?)
    }),
    ("the role is changed", |tx, person| {
        let row = users::table.filter(users::id.eq(person.id));
        Ok(diesel::update(row).set(users::role.eq("admin")).execute(tx.conn())?)
    }),
    ("the permitted networks are changed", |tx, _| {
        let networks = studios::allowed_addresses.eq("203.0.113.0/24");
        Ok(diesel::update(studios::table).set(networks).execute(tx.conn())?)
    }),
];

#[test]
fn a_stream_ends_with_its_users_rights_whatever_ends_them() {
    let instances = instances();
    for (what, change) in CHANGES {
        let studio = Studio::at(&instances[0]);
        let streams_of = |person: &Person| {
            instances.each_ref().map(|served| {
                let client = Client::new(served.port, &studio.host);
                client.add_cookie(&served.open_session(studio.id, person.id, person.role));
                (Stream::of_page(&client, "/messages"), client)
            })
        };
        let (theirs, anas) = (streams_of(&studio.staff), streams_of(&studio.birch.manager));
        assert!(studio.set_up(|tx| change(tx, &studio.staff)) > 0, "{what}");
        for (mut stream, _) in theirs {
            assert!(stream.ends(Duration::from_secs(10)), "{what}");
        }
        for (mut stream, client) in anas {
            assert!(!stream.ends(Duration::from_millis(10)), "{what}: another user's stream ended");
            client.get("/messages").expect(200);
        }
    }
}

#[test]
fn no_event_is_delivered_after_the_rights_have_ended() {
    let instances = instances();
    for (what, change) in CHANGES {
        let studio = Studio::at(&instances[0]);
        let mut streams = instances.each_ref().map(|served| {
            let listen = |person: &Person| {
                let client = Client::new(served.port, &studio.host);
                client.add_cookie(&served.open_session(studio.id, person.id, person.role));
                Stream::of_page(&client, "/messages")
            };
            (listen(&studio.staff), listen(&studio.birch.manager))
        });
        // In the same transaction, so that the event exists as soon as the rights are gone.
        studio.set_up(|tx| {
            change(tx, &studio.staff)?;
            events::record(tx, Event::new(reprint::messages::EventKind::Read).of_client(studio.birch.id))
        });
        for (theirs, anas) in &mut streams {
            assert!(anas.next(Duration::from_secs(30)).is_some(), "{what}: the control");
            assert!(theirs.next(Duration::from_secs(10)).is_none(), "{what}");
            assert!(theirs.ends(Duration::from_secs(10)), "{what}");
        }
    }
}

#[test]
fn restricting_the_studios_networks_does_not_end_streams_of_clients() {
    let studio = Studio::new();
    let ana = studio.sign_in(&studio.birch.manager);
    let mut jonas = Stream::of_page(&studio.sign_in(&studio.staff), "/messages");
    let mut stream = Stream::of_page(&ana, "/messages");
    studio.set_up(|tx| {
        let networks = studios::allowed_addresses.eq("203.0.113.0/24");
        Ok(diesel::update(studios::table.find(studio.id)).set(networks).execute(tx.conn())?)
    });
    assert!(jonas.ends(Duration::from_secs(10)));
    assert!(!stream.ends(Duration::from_millis(10)));
}

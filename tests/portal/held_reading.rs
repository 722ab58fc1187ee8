//! Slow readers of pages: a client that reads too slowly is disconnected, and its lane is released (security.md, K43).

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use diesel::connection::SimpleConnection;
use reprint::kernel::time::SystemClock;

use crate::{
    files::{autumn_catalogue, large, latest, send},
    support::{slow::Slow, *},
};

/// A project's conversation with more than a megabyte per page: each letter of its messages takes several bytes in HTML.
fn long_conversation(studio: &Studio) -> String {
    conversation(studio, 10_000)
}

/// A project's conversation with sixty messages of this length.
fn conversation(studio: &Studio, letters: usize) -> String {
    let things = studio.furnish(&studio.birch);
    studio.set_up(|tx| {
        Ok(tx.conn().batch_execute(&format!(
            "insert into messages (id, client_id, conversation_id, sender_id, client_key, body)
                select gen_random_uuid(), '{}', '{}', '{}', gen_random_uuid(), repeat('<', {letters}) from generate_series(1, 60)",
            studio.birch.id, things.conversation, studio.staff.id
        ))?)
    });
    format!("/projects/{}/messages", things.project)
}

#[test]
fn a_page_that_is_read_too_slowly_is_cut_off_and_frees_its_lane() {
    let variables = [("BODY_PATIENCE_SECONDS", "2")];
    let studio = Studio::at(&Served::with(Arc::new(SystemClock), &variables));
    let path = long_conversation(&studio);
    let client = studio.sign_in(&studio.birch.manager);
    let whole = client.get(&path).expect(200).bytes.len();
    assert!(whole > 1024 * 1024, "the control: the page has {whole} bytes");
    let lanes = &studio.served.portal.held.requests;
    eventually("no request is in progress", || (lanes.taken_in_all() == 0).then_some(()));
    let mut reader = Slow::get_narrowly(&client, &path, "Connection: close\r\n");
    eventually("the request is in progress", || (lanes.taken_in_all() == 1).then_some(()));
    let (began, mut read) = (Instant::now(), 0);
    while lanes.taken_in_all() > 0 {
        assert!(began.elapsed() < Duration::from_secs(30), "its lane is still taken after {read} bytes");
        // Fast enough that the kernel does not consider the connection idle.
        read += reader.takes_slowly(Duration::from_millis(80));
    }
    read += reader.takes(usize::MAX, 64 * 1024);
    assert!(read < whole, "the response was not cut off: {read} of {whole}");
}

#[test]
fn a_download_over_a_slow_connection_completes() {
    let variables = [("BODY_PATIENCE_SECONDS", "1")];
    let studio = Studio::at(&Served::with(Arc::new(SystemClock), &variables));
    let project = autumn_catalogue(&studio);
    let client = studio.sign_in(&studio.birch.manager);
    send(&client, project, "poster.pdf", &large(500_000)).expect(303);
    let file = latest(&client, project)[0].clone();
    let mut reader = Slow::get_narrowly(&client, &file, "Connection: close\r\n");
    assert_eq!(reader.status(), 200);
    let (began, mut read) = (Instant::now(), 0);
    // Faster than the required pace, but the whole download takes longer than the patience.
    while let more @ 1.. = reader.takes_slowly(Duration::from_millis(100)) {
        read += more;
    }
    assert!(read > 500_000, "it was cut after {read} bytes in {:?}", began.elapsed());
    assert!(began.elapsed() > Duration::from_millis(1_500), "the control: it took longer than the patience");
}

#[test]
fn issue_8_a_page_of_long_messages_shows_fewer_of_them_and_links_to_the_rest() {
    let studio = Studio::new();
    let path = long_conversation(&studio);
    let ana = studio.sign_in(&studio.birch.manager);
    let (mut next, mut shown) = (format!("{path}?at=end"), 0);
    for _ in 0..10 {
        let page = ana.get(&next).expect(200);
        assert!(page.bytes.len() < 1_500_000, "{} bytes", page.bytes.len());
        let said = page.texts_of(".bubble").len();
        assert!(said >= 1, "every page shows a message");
        shown += said;
        match page.attributes("a[href*='before=']", "href").first() {
            Some(earlier) => next = earlier.clone(),
            None => break,
        }
    }
    assert!(shown >= 60, "only {shown} of the messages are shown");
    // The control: a page shows sixty short messages.
    let other = Studio::new();
    let path = conversation(&other, 10);
    let page = other.sign_in(&other.birch.manager).get(&format!("{path}?at=end")).expect(200);
    assert!(page.texts_of(".bubble").len() >= 60);
}

#[test]
fn issue_8_responses_waiting_for_slow_readers_are_limited_per_user() {
    // With this patience, the first responses are still waiting when the last one is requested.
    let variables = [("TRUSTED_HOPS", "1"), ("REQUESTS_PER_ADDRESS", "64"), ("BODY_PATIENCE_SECONDS", "300")];
    let studio = Studio::at(&Served::with(Arc::new(SystemClock), &variables));
    let path = format!("{}?at=end", long_conversation(&studio));
    let held = &studio.served.portal.held;
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    let whole = ana.get(&path).expect(200).bytes.len();
    eventually("no response is waiting", || (held.answers.taken_in_all() == 0).then_some(()));
    let from = |address: usize| format!("X-Forwarded-For: 203.0.113.{address}\r\nConnection: close\r\n");
    let fit = 16 * 1024 * 1024 / whole;
    let mut readers = Vec::new();
    // Each from another address: the limit is the user's.
    for reader in 0..fit {
        readers.push(Slow::get_narrowly(&ana, &path, &from(reader)));
        eventually("the response waits for its reader", || {
            (held.answers.taken_in_all() > reader * whole).then_some(())
        });
    }
    // The page is a little shorter when it is opened again, so that one more may fit.
    let mut beyond = [(); 2].map(|()| Slow::get_narrowly(&ana, &path, &from(250)));
    assert!(beyond.iter_mut().any(|reader| reader.status() == 429));
    drop(beyond);
    // The controls: small pages for her, and large pages for others, are still sent.
    assert_eq!(Slow::get_narrowly(&ana, "/account", &from(250)).status(), 200);
    let mut others = Slow::get_narrowly(&jonas, &path, &from(250));
    assert_eq!(others.status(), 200);
    drop((readers, others));
    eventually("responses without a reader are dropped", || (held.answers.taken_in_all() == 0).then_some(()));
    ana.get(&path).expect(200);
}

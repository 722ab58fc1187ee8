//! Events are delivered in order, each exactly once, also after a reconnection.

use std::time::{Duration, Instant};

use reprint::{
    events::{self, Positions},
    live,
};
use uuid::Uuid;

use super::Stream;
use crate::{
    messages::{say, say_with},
    support::*,
};

fn scene() -> (Studio, Uuid, Client, Client) {
    let studio = Studio::new();
    let project = studio.furnish(&studio.birch).project;
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    (studio, project, ana, jonas)
}

fn place(project: Uuid) -> String {
    format!("/projects/{project}/messages")
}

#[test]
fn a_message_arrives_within_a_tenth_of_a_second() {
    let (_studio, project, ana, jonas) = scene();
    jonas.get(&place(project)).expect(200);
    let mut stream = Stream::of_page(&ana, &place(project));
    let mut quickest = Duration::MAX;
    for n in 0..10 {
        let began = Instant::now();
        say_with(&jonas, project, &format!("Proof {n}"), Uuid::new_v4()).expect(303);
        assert_eq!(stream.bubbles(1), [format!("Proof {n}")]);
        quickest = quickest.min(began.elapsed());
    }
    assert!(quickest < Duration::from_millis(100), "{quickest:?}");
}

#[test]
fn a_reconnected_stream_gets_exactly_what_it_missed() {
    let (_studio, project, ana, jonas) = scene();
    let mut stream = Stream::of_page(&ana, &place(project));
    let mut heard = Vec::new();
    for round in 0..6 {
        for n in 0..5 {
            say(&jonas, project, &format!("{round}.{n}"));
        }
        // Some were read, and some had arrived but were not read when the connection broke.
        heard.extend(stream.bubbles(3));
        let last = stream.last.clone();
        drop(stream);
        stream = Stream::after(&ana, &last);
        heard.extend(stream.bubbles(2));
    }
    let said: Vec<String> = (0..30).map(|n| format!("{}.{}", n / 5, n % 5)).collect();
    assert_eq!(heard, said);
    assert!(stream.next(Duration::from_millis(200)).is_none(), "no event is delivered twice");
}

#[test]
fn events_between_a_page_and_its_stream_are_not_lost() {
    let (_studio, project, ana, jonas) = scene();
    let page = ana.get(&place(project)).expect(200);
    say(&jonas, project, "In between");
    let mut stream = Stream::open(&ana, &page.attributes("#live", "data-live")[0], None);
    assert_eq!(stream.bubbles(1), ["In between"]);
}

#[test]
fn all_streams_deliver_concurrent_events_in_the_same_order() {
    let (studio, project, ana, jonas) = scene();
    let mut streams: Vec<Stream> =
        [&ana, &jonas, &ana].map(|reader| Stream::of_page(reader, &place(project))).into();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let client = studio.sign_in(if writer % 2 == 0 { &studio.staff } else { &studio.birch.member });
            scope.spawn(move || (0..10).for_each(|n| say(&client, project, &format!("{writer}.{n}"))));
        }
    });
    let heard: Vec<Vec<String>> = streams.iter_mut().map(|stream| stream.bubbles(40)).collect();
    assert_eq!(heard[0].iter().collect::<std::collections::BTreeSet<_>>().len(), 40);
    assert!(heard.windows(2).all(|pair| pair[0] == pair[1]));
    let page = ana.get(&place(project)).expect(200).texts_of(".bubble-text");
    assert!(page.ends_with(&heard[0]), "the page has the same order as the stream");
}

#[test]
fn an_unknown_event_id_makes_the_page_reload_itself() {
    let (_studio, project, ana, jonas) = scene();
    say(&jonas, project, "Hello");
    for odd in ["garbage", "1", "-", "0-7", "99999999999999-1", "7-99999999999999999999", "' or 1=1 --"] {
        let mut stream = Stream::after(&ana, odd);
        let piece = stream.piece();
        assert_eq!((piece.event.as_str(), piece.data.trim()), ("resync", "again"), "{odd}");
        // After that, the stream delivers new events.
        say(&jonas, project, odd);
        assert_eq!(stream.bubbles(1).len(), 1);
    }
    let mut stream = Stream::open(&ana, "/live", None);
    assert_eq!(stream.piece().event, "resync");
}

#[test]
fn issue_8_a_page_that_missed_too_many_bytes_reloads_itself() {
    let (_studio, project, ana, jonas) = scene();
    let last = Stream::of_page(&ana, &place(project)).last;
    // Each letter takes several bytes in HTML.
    let long = "<".repeat(9_000);
    let missed = |count: usize| {
        (0..count).for_each(|_| say(&jonas, project, &long));
        Stream::after(&ana, &last)
    };
    assert_eq!(missed(3).bubbles(3).len(), 3);
    assert_eq!(missed(7).piece().event, "resync", "the limit for replayed bytes");
}

#[test]
fn a_page_that_missed_too_many_events_reloads_itself() {
    let (studio, project, ana, _) = scene();
    let last = Stream::of_page(&ana, &place(project)).last;
    studio.set_up(|tx| {
        for _ in 0..201 {
            events::record(tx, events::Event::new(kinds::EventKind::Happened))?;
        }
        Ok(())
    });
    eventually("the hub has read the events", || {
        (studio.served.portal.live.position(studio.id) != last).then_some(())
    });
    let mut stream = Stream::after(&studio.sign_in(&studio.staff), &last);
    assert_eq!(stream.piece().event, "resync");
}

#[test]
fn positions_are_valid_for_a_day_and_the_newest_one_forever() {
    let (studio, project, ana, jonas) = scene();
    let mut stream = Stream::of_page(&ana, &place(project));
    let mut said = |text: &str| {
        say(&jonas, project, text);
        assert_eq!(stream.bubbles(1), [text]);
        stream.last.clone()
    };
    let (old, newer) = (said("Long ago"), said("Long ago, too"));
    studio.past_the_guards("events", "update events set created_at = now() - interval '25 hours'");
    studio.work(live::prune);
    assert_eq!(Stream::after(&ana, &old).piece().event, "resync");
    let mut stream = Stream::after(&ana, &newer);
    say(&jonas, project, "Now");
    assert_eq!(stream.bubbles(1), ["Now"]);
}

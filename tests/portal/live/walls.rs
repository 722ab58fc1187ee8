//! Who receives which events, and for how long.

use std::{sync::Arc, time::Duration};

use reprint::{
    events::{self, Event},
    kernel::time::SystemClock,
};

use super::Stream;
use crate::{messages::say, support::*};

#[test]
fn another_client_receives_no_events() {
    let studio = Studio::new();
    let (birch, north) = (studio.furnish(&studio.birch), studio.furnish(&studio.northlight));
    let (ana, noor) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.northlight.manager));
    let jonas = studio.sign_in(&studio.staff);
    let mut theirs = Stream::of_page(&noor, "/messages");
    let before = theirs.last.clone();
    let mut ours = Stream::of_page(&ana, "/messages");
    for n in 0..5 {
        say(&jonas, birch.project, &format!("{} {n}", birch.canary));
    }
    ours.bubbles(5);
    // Events of their own test data may still arrive.
    while let Some(piece) = theirs.next(Duration::from_millis(300)) {
        assert!(
            piece.data.contains(&north.canary) && !piece.data.contains(&birch.canary),
            "an event is not of {}, or is of {}: {}",
            north.canary,
            birch.canary,
            piece.data
        );
    }
    // Nor by reconnecting with the id of the other client's event.
    let others = ours.last.clone();
    for last in [&before, &others] {
        let mut again = Stream::after(&noor, last);
        say(&jonas, north.project, "For Northlight");
        // Events of their own test data may arrive first.
        loop {
            let piece = again.piece();
            assert!(!piece.data.contains(&birch.canary), "{}", piece.data);
            if piece.data.contains("For Northlight") {
                break;
            }
        }
    }
}

#[test]
fn events_for_the_studio_or_one_user_reach_only_them() {
    let studio = Studio::new();
    let tom = studio.birch.member.id;
    let mut streams = [&studio.staff, &studio.birch.manager, &studio.birch.member]
        .map(|person| Stream::of_page(&studio.sign_in(person), "/messages"));
    studio.set_up(|tx| {
        events::record(tx, Event::new(reprint::messages::EventKind::Read))?;
        let alone = Event::new(reprint::messages::EventKind::Read).of_client(studio.birch.id);
        events::record(tx, Event { only: Some(tom), ..alone })
    });
    for listener in [0, 2] {
        assert!(
            streams[listener].next(Duration::from_secs(10)).is_some(),
            "stream {listener} receives the event"
        );
    }
    assert!(
        streams.each_mut().map(|stream| stream.next(Duration::from_millis(500))).iter().all(Option::is_none)
    );
}

#[test]
fn a_stream_ends_with_its_session() {
    let studio = Studio::new();
    studio.furnish(&studio.birch);
    let ana = studio.sign_in(&studio.birch.manager);
    let mut stream = Stream::of_page(&ana, "/messages");
    let mut other = Stream::of_page(&studio.sign_in(&studio.birch.member), "/messages");
    studio.set_up(|tx| reprint::sessions::end_all(tx, studio.birch.manager.id));
    assert!(stream.ends(Duration::from_secs(4)));
    assert!(!other.ends(Duration::from_millis(100)));
    let again = ana.get("/live");
    assert!([303, 401].contains(&again.status), "{}", again.status);
}

#[test]
fn a_sixth_stream_replaces_the_first() {
    let studio = Studio::new();
    let ana = studio.sign_in(&studio.birch.manager);
    let mut streams: Vec<Stream> = (0..6).map(|_| Stream::of_page(&ana, "/messages")).collect();
    assert_eq!(streams[0].piece().event, "elsewhere");
    assert!(streams[0].ends(Duration::from_secs(2)));
    assert!(streams[1..].iter_mut().all(|stream| !stream.ends(Duration::from_millis(20))));
}

#[test]
fn streams_hold_no_connection_to_the_database() {
    let served = Served::with(Arc::new(SystemClock), &[("DATABASE_POOL_SIZE", "2")]);
    let studio = Studio::at(&served);
    let project = studio.furnish(&studio.birch).project;
    let people = studio.people().map(|person| studio.sign_in(person));
    let _streams: Vec<Stream> = people
        .iter()
        .flat_map(|person| [Stream::of_page(person, "/messages"), Stream::of_page(person, "/messages")])
        .collect();
    let live = &studio.served.portal.live;
    eventually("exactly these streams are open", || (live.streams() == 12).then_some(()));
    say(&people[1], project, "There is room");
}

#[test]
fn closing_the_hub_ends_every_stream_at_once() {
    let served = Served::with(Arc::new(SystemClock), &[]);
    let studio = Studio::at(&served);
    let mut stream = Stream::of_page(&studio.sign_in(&studio.staff), "/messages");
    served.portal.live.close();
    assert!(stream.ends(Duration::from_secs(1)));
}

//! Every room declares its kinds of events and audit entries and their things completely: with words, with unique codes, and in its `ROOM`.

use std::collections::BTreeSet;

use reprint::{app::ROOMS, kernel::locale::Locale, room::Room, words::Words};

/// The languages in which a key has no words.
fn unsaid(key: &str, room: &Room, what: &str) -> Vec<String> {
    let silent = |locale: &Locale| !Words::of(*locale).has(key);
    let say = |locale: Locale| {
        format!("{what}: add to src/core/words/{}/{}.ftl: {key} = …", locale.code(), room.name)
    };
    Locale::ALL.into_iter().filter(silent).map(say).collect()
}

fn dashed(code: &str) -> String {
    code.replace(['.', '_'], "-")
}

#[test]
fn every_kind_and_every_thing_has_its_words() {
    let mut faults = Vec::new();
    for room in ROOMS.iter() {
        for kind in room.events.iter().filter(|kind| kind.in_feed()) {
            let what = format!("feeds show the event {}", kind.code());
            faults.extend(unsaid(&format!("activity-{}", dashed(kind.code())), room, &what));
        }
        for kind in room.audit.concat() {
            let what = format!("the audit's page shows the entry {}", kind.code());
            faults.extend(unsaid(&format!("audit-kind-{}", dashed(kind.code())), room, &what));
            let what = format!("the audit's page filters by {}", kind.noun());
            faults.extend(unsaid(&format!("audit-noun-{}", kind.noun()), room, &what));
        }
        for thing in room.things {
            let what = format!("the audit's page shows a {} that has no name", thing.noun());
            faults.extend(unsaid(&format!("audit-thing-{}", dashed(thing.noun())), room, &what));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_code_is_unique_and_well_formed() {
    let events = ROOMS.iter().flat_map(|room| room.events).map(|kind| ("event", kind.code()));
    let entries = ROOMS.iter().flat_map(|room| room.audit.concat()).map(|kind| ("entry", kind.code()));
    let things = ROOMS.iter().flat_map(|room| room.things).map(|thing| ("thing", thing.noun()));
    let mut seen = BTreeSet::new();
    for (of, code) in events.chain(entries).chain(things) {
        assert!(seen.insert((of, code)), "{code} is declared twice: a code belongs to one room");
        let parts: Vec<_> = code.split('.').collect();
        let small =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let count = if of == "thing" { 1 } else { 2 };
        assert!(
            parts.len() == count && parts.iter().all(|part| small(part)),
            "{code} does not have the form of project.created"
        );
    }
    assert!(seen.len() > 100, "the rooms were not found");
}

/// Every `ROOM` in the source is listed in `ROOMS`, under the name of its folder.
#[test]
fn every_room_is_listed_under_its_name() {
    let files = super::source::all();
    let declared: BTreeSet<&str> = files
        .iter()
        .filter(|file| file.path.ends_with("/mod.rs") && file.code.contains("pub const ROOM: Room"))
        .filter_map(|file| file.path.strip_prefix("src/")?.strip_suffix("/mod.rs"))
        .collect();
    let listed: BTreeSet<&str> = ROOMS.iter().map(|room| room.name).collect();
    assert_eq!(declared, listed, "list a new room in ROOMS of src/app.rs, under the name of its folder");
}

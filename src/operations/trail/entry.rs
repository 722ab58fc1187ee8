//! An audit entry in the reader's language.

use serde_json::Value;
use uuid::Uuid;

use super::{
    facts::{Change, Reading, changes},
    search::Kept,
};
use crate::{kernel::agent, room::Rooms, urls, words::Words};

/// An entry as the page shows it.
pub struct AuditLine {
    pub kept: Kept,
    pub who: String,
    /// The part of the sentence before the object; for a kind without a translation, the kind's code.
    pub did: String,
    /// The object of the sentence, and the path of its page if it has one.
    pub what: Option<(String, Option<String>)>,
    /// The part of the sentence after the object.
    pub rest: String,
    /// The URL of all entries about the same thing.
    pub alike: Option<String>,
    pub browser: String,
    /// The changed fields, and the other facts.
    pub changes: Vec<Change>,
    pub facts: Vec<Change>,
}

/// The placeholder for the object in a translated sentence.
const WHAT: &str = "\u{2}";

impl AuditLine {
    /// An entry in the reader's language.
    pub fn of(kept: Kept, rooms: Rooms, reading: Reading) -> Self {
        let words = reading.words;
        let key = format!("audit-kind-{}", kept.kind.replace(['.', '_'], "-"));
        let who = if kept.actor.is_empty() { words.text("audit-nobody") } else { kept.actor.clone() };
        let oneself = kept.subject_id.is_some() && kept.subject_id == kept.actor_id;
        let thing = kept.subject_kind.as_deref().zip(kept.subject_id).filter(|_| !oneself);
        let what = match thing {
            Some((kind, id)) => Some((named(&kept, kind, words), page(rooms, kind, id))),
            None => oneself.then(|| (words.text("audit-oneself"), None)),
        };
        let sentence =
            if words.has(&key) { words.with(&key, &[("what", WHAT.into())]) } else { kept.kind.clone() };
        let (did, rest, what) = match (sentence.split_once(WHAT), what) {
            (Some((did, rest)), what) => (did.to_owned(), rest.to_owned(), what),
            // The sentence has no placeholder for its object.
            (None, what) => {
                let what = what.filter(|_| !oneself);
                (if what.is_some() { format!("{sentence}: ") } else { sentence }, String::new(), what)
            }
        };
        let (changes, facts) =
            changes(&kept.facts, reading).into_iter().partition(|change| change.before.is_some());
        Self {
            did,
            who,
            what,
            rest,
            alike: thing.map(|(kind, id)| format!("{}?object={kind}&id={id}", urls::AUDIT)),
            browser: agent::in_a_line(&kept.agent),
            changes,
            facts,
            kept,
        }
    }
}

fn named(kept: &Kept, kind: &str, words: &Words) -> String {
    let fact = |name: &str| kept.facts.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(name) = ["number", "name"].into_iter().find_map(fact) {
        return name.to_owned();
    }
    // A milestone's title may itself be a sentence.
    if let Some(title) = fact("title") {
        return words.with("audit-titled", &[("title", title.into())]);
    }
    if !kept.subject.is_empty() {
        return kept.subject.clone();
    }
    if let Some(address) = fact("email") {
        return address.to_owned();
    }
    let key = format!("audit-thing-{}", kind.replace('_', "-"));
    // A thing that has no name of its own yet is described by the client or project it belongs to.
    if let Some(client) = fact("client").filter(|_| words.has(&format!("{key}-for"))) {
        return match fact("project") {
            Some(project) => words.with(
                &format!("{key}-for-project"),
                &[("client", client.into()), ("project", project.into())],
            ),
            None => words.with(&format!("{key}-for"), &[("client", client.into())]),
        };
    }
    if words.has(&key) { words.text(&key) } else { kind.to_owned() }
}

fn page(rooms: Rooms, noun: &str, id: Uuid) -> Option<String> {
    rooms.thing(noun)?.page(id)
}

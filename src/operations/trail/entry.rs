//! An entry in its reader's words.

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
    /// What they did, as far as it stands before what it was done to; of a kind without words, the kind itself.
    pub did: String,
    /// What it was done to, and its page where it has one.
    pub what: Option<(String, Option<String>)>,
    /// How the sentence ends after that.
    pub rest: String,
    /// Everything else about the same thing.
    pub alike: Option<String>,
    pub browser: String,
    /// What was changed, and what else there is to tell.
    pub changes: Vec<Change>,
    pub facts: Vec<Change>,
}

/// Where a sentence says to what it was done.
const WHAT: &str = "\u{2}";

impl AuditLine {
    /// An entry in the reader's words.
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
            // A sentence that does not say to what it was done.
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
    // A milestone's title may be a sentence of its own.
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
    // What has no name of its own yet is told by whose it is.
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

//! Messages between clients and the studio.

mod counting;
mod general;
mod reading;
mod writing;

use reprint::kernel::ids::MessageId;
use uuid::Uuid;

use crate::support::*;

/// Sends a message in a project's conversation, without scripts.
#[track_caller]
pub fn say(client: &Client, project: Uuid, text: &str) {
    client.get(&format!("/projects/{project}/messages")).expect(200);
    say_with(client, project, text, Uuid::new_v4()).expect(303);
}

/// Sends a message with a given key, from a page that was opened before.
pub fn say_with(client: &Client, project: Uuid, text: &str, key: Uuid) -> Page {
    let fields = [("body", text), ("client_key", &key.to_string())];
    client.post(&format!("/projects/{project}/messages"), &fields)
}

/// The id of the newest message on a conversation's page.
pub fn newest(client: &Client, project: Uuid) -> MessageId {
    let page = client.get(&format!("/projects/{project}/messages")).expect(200);
    let ids = page.attributes(".bubble", "id");
    let last = ids.last().and_then(|id| id.strip_prefix("message-")).expect("there are messages");
    last.parse().expect("a bubble's id is a message's")
}

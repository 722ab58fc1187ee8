//! Conversations and their messages. Each project has one, and each client has one that belongs to no project.

mod actions;
mod forms;
mod handlers;
mod kinds;
mod live;
mod model;
mod pages;
mod privacy;
mod queries;
mod rules;
mod turns;

pub use actions::{mark_read, send};
pub use forms::{MOST, MessageInput};
pub use kinds::EventKind;
pub use model::{Subject, Unread};
pub use queries::unread::unread;
pub use rules::Piece;

use crate::{
    room::Room,
    urls,
    web::{
        Access, Route,
        route::{get, post},
        shell::RailEntry,
    },
};

/// What the rest of the portal needs to know about this room.
pub const ROOM: Room = Room {
    routes,
    live: live::live,
    events: EventKind::ALL,
    things: kinds::THINGS,
    rail: &[RailEntry {
        count: |viewer| viewer.unread_messages,
        count_id: "count-unread",
        // Client users have no rail entry for clients, so their company's conversation highlights this one.
        also: |path| path.starts_with("/clients/") && path.ends_with("/messages"),
        ..RailEntry::new(30, urls::MESSAGES, |_| "rail-messages", "messages", Access::SignedIn)
    }],
    turns: turns::turns,
    privacy: privacy::PRIVACY,
    ..Room::named("messages")
};

fn routes() -> Vec<Route> {
    vec![
        get("/messages", Access::SignedIn, handlers::index),
        get("/messages/unread", Access::SignedIn, handlers::unread),
        get("/projects/{id}/messages", Access::SignedIn, handlers::show),
        post("/projects/{id}/messages", Access::SignedIn, handlers::send).kept(forms::MESSAGE_LABELS),
        get("/clients/{id}/messages", Access::SignedIn, handlers::show_of_client),
        post("/clients/{id}/messages", Access::SignedIn, handlers::send_to_client)
            .kept(forms::MESSAGE_LABELS),
        post("/conversations/{id}/read", Access::SignedIn, handlers::read).on("/messages"),
    ]
}

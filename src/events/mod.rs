//! Events: what happened, written in the transaction of the change itself. Feeds read them; streams send them, and replay a day of them.

mod audience;
mod cursor;

pub use audience::{Audience, Onlooker};
pub use cursor::{Cursor, Positions};

use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    db::Tx,
    error::AppResult,
    kernel::ids::{ClientId, ProjectId, UserId},
    schema::events,
};

/// Something that happened. `kind` is `noun.verb`: `milestone.done`, `message.sent`, `invoice.paid`.
#[derive(Debug, Clone)]
pub struct Event {
    pub kind: &'static str,
    /// Whose client users may know of it; none: the studio's own business.
    pub client: Option<ClientId>,
    pub project: Option<ProjectId>,
    /// Set when it concerns one person alone.
    pub only: Option<UserId>,
    /// The row it is about.
    pub subject: Option<Uuid>,
    /// What the feed's sentence mentions, and nothing that others must not see.
    pub facts: Value,
    /// Whether feeds show it, or only live streams use it.
    pub in_feed: bool,
}

impl Event {
    /// An event that feeds show, about nothing yet.
    pub fn new(kind: &'static str) -> Self {
        Self { kind, client: None, project: None, only: None, subject: None, facts: json!({}), in_feed: true }
    }

    /// For a client's users to know, too.
    pub fn of_client(self, client: ClientId) -> Self {
        Self { client: Some(client), ..self }
    }

    /// Of a project, and so of its client.
    pub fn of_project(self, client: ClientId, project: ProjectId) -> Self {
        Self { client: Some(client), project: Some(project), ..self }
    }

    /// About a row.
    pub fn about(self, subject: impl Into<Uuid>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }

    /// Mentioning something.
    pub fn with(self, facts: Value) -> Self {
        Self { facts, ..self }
    }

    /// For live streams only.
    pub fn live_only(self) -> Self {
        Self { in_feed: false, ..self }
    }
}

/// Writes an event; it is announced when the transaction is kept.
pub fn record(tx: &mut Tx, event: Event) -> AppResult<()> {
    let (actor, now) = (tx.actor, tx.now);
    diesel::insert_into(events::table)
        .values((
            events::studio_id.eq(tx.scope.studio),
            events::kind.eq(event.kind),
            events::client_id.eq(event.client),
            events::project_id.eq(event.project),
            events::user_id.eq(event.only),
            events::actor_id.eq(actor),
            events::subject_id.eq(event.subject),
            events::facts.eq(event.facts),
            events::in_feed.eq(event.in_feed),
            events::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

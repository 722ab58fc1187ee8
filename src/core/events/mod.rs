//! Events: what happened, written in the transaction of the change itself. Feeds read them; streams send them, and replay a day of them.

mod audience;
mod cursor;
mod kind;

pub use audience::{Audience, Onlooker};
pub use cursor::{Cursor, Positions};
pub use kind::{About, Kind};

use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    db::Tx,
    error::AppResult,
    kernel::ids::{ClientId, ProjectId, RowId, UserId},
    schema::events,
};

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Event {
    pub kind: Kind,
    /// Whose client users may know of it; none: the studio's own business.
    pub client: Option<ClientId>,
    pub project: Option<ProjectId>,
    /// Set when it concerns one person alone.
    pub only: Option<UserId>,
    /// The row it is about.
    pub subject: Option<Uuid>,
    /// What the feed's sentence mentions, and nothing that others must not see.
    pub facts: Value,
}

impl Event {
    /// An event about nothing yet.
    pub fn new(kind: impl Into<Kind>) -> Self {
        Self { kind: kind.into(), client: None, project: None, only: None, subject: None, facts: json!({}) }
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
    pub fn about(self, id: impl RowId) -> Self {
        Self { subject: Some(id.to_uuid()), ..self }
    }

    /// Mentioning something.
    pub fn with(self, facts: Value) -> Self {
        Self { facts, ..self }
    }
}

/// Writes an event; it is announced when the transaction is kept.
pub fn record(tx: &mut Tx, event: Event) -> AppResult<()> {
    let (actor, now) = (tx.actor, tx.now);
    diesel::insert_into(events::table)
        .values((
            events::studio_id.eq(tx.scope.studio),
            events::kind.eq(event.kind.code()),
            events::client_id.eq(event.client),
            events::project_id.eq(event.project),
            events::user_id.eq(event.only),
            events::actor_id.eq(actor),
            events::subject_id.eq(event.subject),
            events::facts.eq(event.facts),
            events::in_feed.eq(event.kind.in_feed()),
            events::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

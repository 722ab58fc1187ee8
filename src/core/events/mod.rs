//! Events: what happened, written in the transaction of the change itself. Feeds show them; event streams send them, and can replay those
//! of the last day.

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
    /// The client whose users may know of it; `None` for an event within the studio.
    pub client: Option<ClientId>,
    pub project: Option<ProjectId>,
    /// Set if it concerns a single user.
    pub only: Option<UserId>,
    /// The row it is about.
    pub subject: Option<Uuid>,
    /// What the feed's sentence mentions. Must not contain anything that its readers may not see.
    pub facts: Value,
}

impl Event {
    /// An event of this kind, about nothing yet.
    pub fn new(kind: impl Into<Kind>) -> Self {
        Self { kind: kind.into(), client: None, project: None, only: None, subject: None, facts: json!({}) }
    }

    /// Makes it visible to a client's users.
    pub fn of_client(self, client: ClientId) -> Self {
        Self { client: Some(client), ..self }
    }

    /// Assigns it to a project, and thereby to its client.
    pub fn of_project(self, client: ClientId, project: ProjectId) -> Self {
        Self { client: Some(client), project: Some(project), ..self }
    }

    /// Sets the row it is about.
    pub fn about(self, id: impl RowId) -> Self {
        Self { subject: Some(id.to_uuid()), ..self }
    }

    /// Sets what its sentence mentions.
    pub fn with(self, facts: Value) -> Self {
        Self { facts, ..self }
    }
}

/// Writes an event; it is announced when the transaction is committed.
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

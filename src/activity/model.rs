//! The rows of feeds.

use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    sql_types::{Nullable, Text},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    kernel::ids::ProjectId,
    prepared::{Fixed, fixed},
    schema::{events, projects, users},
};

const PERSON: &str = "case when events.project_id is null then (select u.name from users u where u.studio_id = events.studio_id and u.id = events.subject_id) end";

/// An entry in a feed.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = events)]
pub struct Entry {
    pub id: i64,
    pub kind: String,
    #[diesel(select_expression = users::name.nullable())]
    pub actor: Option<String>,
    pub project_id: Option<ProjectId>,
    #[diesel(select_expression = projects::name.nullable())]
    pub project_name: Option<String>,
    pub subject_id: Option<Uuid>,
    /// The name of the person the event is about. Only events outside projects are about people.
    #[diesel(select_expression = fixed::<Nullable<Text>>(PERSON), select_expression_type = Fixed<Nullable<Text>>)]
    pub person: Option<String>,
    pub facts: Value,
    pub created_at: DateTime<Utc>,
}

//! Events as feeds read them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    kernel::ids::ProjectId,
    schema::{events, projects, users},
};

/// An event of a feed.
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
    pub facts: Value,
    pub created_at: DateTime<Utc>,
}

//! What the first page reads across rooms.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{QueryableByName, sql_types};

use crate::{
    kernel::ids::{ClientId, ProjectId},
    projects::rules::Status,
    urls,
};

/// A conversation with something in it that the viewer has not seen.
#[derive(Debug, Clone, QueryableByName)]
pub struct Unread {
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    pub project_id: Option<ProjectId>,
    /// The project's name, else the conversation's, else the client's.
    #[diesel(sql_type = sql_types::Text)]
    pub name: String,
    #[diesel(sql_type = sql_types::Text)]
    pub client_name: String,
    #[diesel(sql_type = sql_types::BigInt)]
    pub unread: i64,
    #[diesel(sql_type = sql_types::Timestamptz)]
    pub last_at: DateTime<Utc>,
    #[diesel(sql_type = sql_types::Text)]
    pub sender: String,
    /// How the newest message begins.
    #[diesel(sql_type = sql_types::Text)]
    pub beginning: String,
    /// Out of how many conversations these were taken.
    #[diesel(sql_type = sql_types::BigInt)]
    pub of_all: i64,
}

impl Unread {
    /// Where it is read.
    pub fn page(&self) -> String {
        self.project_id.map_or_else(|| urls::MESSAGES.to_owned(), urls::project_messages)
    }
}

/// A milestone that is open and dated, of a project that goes on.
#[derive(Debug, Clone, QueryableByName)]
pub struct Upcoming {
    #[diesel(sql_type = sql_types::Uuid)]
    pub project_id: ProjectId,
    #[diesel(sql_type = sql_types::Text)]
    pub project_name: String,
    #[diesel(sql_type = sql_types::Text)]
    pub client_name: String,
    #[diesel(sql_type = sql_types::Text)]
    pub title: String,
    #[diesel(sql_type = sql_types::Date)]
    pub due_on: NaiveDate,
}

/// How many projects have a status.
#[derive(Debug, Clone, QueryableByName)]
pub struct InStatus {
    #[diesel(sql_type = sql_types::Text)]
    pub status: Status,
    #[diesel(sql_type = sql_types::BigInt)]
    pub count: i64,
}

/// Someone the studio works for, named for a list.
#[derive(Debug, Clone, QueryableByName)]
pub struct FirstClient {
    #[diesel(sql_type = sql_types::Uuid)]
    pub id: ClientId,
}

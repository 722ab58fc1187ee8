//! Conversations and messages as they are read.

use chrono::{DateTime, Utc};
use diesel::{prelude::*, sql_types};

use super::rules::{self, Piece};
use crate::{
    kernel::ids::{BlobId, ClientId, ConversationId, MessageId, ProjectId, UserId},
    schema::{messages, users},
    urls,
};

/// A message, with who wrote it.
#[derive(Debug, Clone, Queryable, QueryableByName, Selectable)]
#[diesel(table_name = messages)]
pub struct Message {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    pub sender_id: UserId,
    pub body: String,
    pub created_at: DateTime<Utc>,
    #[diesel(select_expression = users::name, sql_type = sql_types::Text)]
    pub sender: String,
    #[diesel(select_expression = users::role.ne("client"), sql_type = sql_types::Bool)]
    pub is_studio: bool,
    #[diesel(select_expression = users::avatar_id, sql_type = sql_types::Nullable<sql_types::Uuid>)]
    pub avatar_id: Option<BlobId>,
}

impl Message {
    /// What it says, with the addresses in it told apart.
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        rules::pieces(&self.body)
    }

    /// The address of its sender's picture; empty where initials are shown.
    pub fn picture(&self) -> String {
        self.avatar_id.map(urls::avatar).unwrap_or_default()
    }
}

/// What a conversation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Project(ProjectId),
    /// No project: a client and the studio.
    Client(ClientId),
}

impl Subject {
    /// Where it is read and written.
    pub fn page(self) -> String {
        match self {
            Self::Project(project) => urls::project_messages(project),
            Self::Client(client) => urls::client_messages(client),
        }
    }

    /// The project, where it is one.
    pub fn project(self) -> Option<ProjectId> {
        match self {
            Self::Project(project) => Some(project),
            Self::Client(_) => None,
        }
    }

    /// A conversation is born with the id of what it is about, so that two first messages open the same one.
    pub fn conversation(self) -> ConversationId {
        match self {
            Self::Project(project) => project.uuid().into(),
            Self::Client(client) => client.uuid().into(),
        }
    }
}

/// A conversation, as one of its readers has it.
#[derive(Debug, Clone, Copy)]
pub struct Conversation {
    pub id: ConversationId,
    /// The newest message the reader has seen.
    pub read_through: Option<MessageId>,
}

/// A conversation in the list of them, with its newest message.
#[derive(Debug, Clone, QueryableByName)]
pub struct Thread {
    #[diesel(sql_type = sql_types::Uuid)]
    pub id: ConversationId,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    project_id: Option<ProjectId>,
    /// The project's name; none in a conversation that belongs to no project.
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    pub project: Option<String>,
    #[diesel(sql_type = sql_types::Uuid)]
    client_id: ClientId,
    #[diesel(sql_type = sql_types::Text)]
    pub client: String,
    #[diesel(sql_type = sql_types::Uuid)]
    pub last_id: MessageId,
    /// The beginning of the newest message.
    #[diesel(sql_type = sql_types::Text)]
    pub excerpt: String,
    #[diesel(sql_type = sql_types::Timestamptz)]
    pub said_at: DateTime<Utc>,
    #[diesel(sql_type = sql_types::Text)]
    pub sender: String,
    /// Whether the reader wrote it.
    #[diesel(sql_type = sql_types::Bool)]
    pub is_own: bool,
    /// Counted to 100 and no further.
    #[diesel(sql_type = sql_types::BigInt)]
    pub unread: i64,
}

impl Thread {
    /// Where it is read.
    pub fn page(&self) -> String {
        subject(self.project_id, self.client_id).page()
    }
}

fn subject(project: Option<ProjectId>, client: ClientId) -> Subject {
    project.map_or(Subject::Client(client), Subject::Project)
}

/// A conversation with something in it that the viewer has not seen.
#[derive(Debug, Clone, QueryableByName)]
pub struct Unread {
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    pub project_id: Option<ProjectId>,
    #[diesel(sql_type = sql_types::Uuid)]
    pub client_id: ClientId,
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
        subject(self.project_id, self.client_id).page()
    }
}

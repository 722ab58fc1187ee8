//! Rows of conversations and messages.

use chrono::{DateTime, Utc};
use diesel::{prelude::*, sql_types};

use super::rules::{self, Piece};
use crate::{
    kernel::ids::{BlobId, ClientId, ConversationId, MessageId, ProjectId, UserId},
    schema::{messages, users},
    urls,
};

/// A message with its sender.
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
    /// The body, split into plain text and web addresses.
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        rules::pieces(&self.body)
    }

    /// The URL of the sender's picture; empty if there is none, and initials are shown.
    pub fn picture(&self) -> String {
        self.avatar_id.map(urls::avatar).unwrap_or_default()
    }
}

/// What a conversation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Project(ProjectId),
    /// No project: the conversation between a client and the studio.
    Client(ClientId),
}

impl Subject {
    /// The path of the conversation's page.
    pub fn page(self) -> String {
        match self {
            Self::Project(project) => urls::project_messages(project),
            Self::Client(client) => urls::client_messages(client),
        }
    }

    /// The project, if the conversation has one.
    pub fn project(self) -> Option<ProjectId> {
        match self {
            Self::Project(project) => Some(project),
            Self::Client(_) => None,
        }
    }

    /// The id of the conversation, which is that of its project or client, so that two concurrent first messages create the same
    /// one.
    pub fn conversation(self) -> ConversationId {
        match self {
            Self::Project(project) => project.uuid().into(),
            Self::Client(client) => client.uuid().into(),
        }
    }
}

/// A conversation as seen by one of its readers.
#[derive(Debug, Clone, Copy)]
pub struct Conversation {
    pub id: ConversationId,
    /// The newest message that the reader has seen.
    pub read_through: Option<MessageId>,
}

/// A conversation in a list, with its newest message.
#[derive(Debug, Clone, QueryableByName)]
pub struct Thread {
    #[diesel(sql_type = sql_types::Uuid)]
    pub id: ConversationId,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    project_id: Option<ProjectId>,
    /// The project's name; `None` for a conversation that belongs to no project.
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
    /// Whether the reader sent it.
    #[diesel(sql_type = sql_types::Bool)]
    pub is_own: bool,
    /// Counted up to 100.
    #[diesel(sql_type = sql_types::BigInt)]
    pub unread: i64,
}

impl Thread {
    /// The path of the conversation's page.
    pub fn page(&self) -> String {
        subject(self.project_id, self.client_id).page()
    }
}

fn subject(project: Option<ProjectId>, client: ClientId) -> Subject {
    project.map_or(Subject::Client(client), Subject::Project)
}

/// A conversation with unread messages.
#[derive(Debug, Clone, QueryableByName)]
pub struct Unread {
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    pub project_id: Option<ProjectId>,
    #[diesel(sql_type = sql_types::Uuid)]
    pub client_id: ClientId,
    /// The project's name, otherwise the conversation's title, otherwise the client's name.
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
    /// How many conversations were found before the limit was applied.
    #[diesel(sql_type = sql_types::BigInt)]
    pub of_all: i64,
}

impl Unread {
    /// The path of the conversation's page.
    pub fn page(&self) -> String {
        subject(self.project_id, self.client_id).page()
    }
}

//! The rows of people.

use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    sql_types::{Nullable, Text},
};

use crate::{
    access::Role,
    kernel::{
        EmailAddress, Locale, Name, Token, Zone,
        ids::{BlobId, ClientId, UserId},
    },
    schema::{client_codes, clients, email_changes, one_time_links, passwords, registrations, users},
};

pub use super::rules::State;

/// A person to be.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub name: Name,
    pub email: EmailAddress,
    pub role: Role,
    pub state: State,
    /// None follows the browser.
    pub locale: Option<Locale>,
}

/// Who someone is, for pages that mention them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub is_staff: bool,
}

#[diesel::declare_sql_function]
extern "SQL" {
    fn coalesce(first: Nullable<Text>, second: Text) -> Text;
}

/// A user as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct User {
    pub id: UserId,
    pub role: String,
    pub client_id: Option<ClientId>,
    pub standing: Option<String>,
    pub state: State,
    /// Of a stand-in the address that was typed: see `queries::stand_ins`.
    #[diesel(select_expression = coalesce(users::invited_as, users::email))]
    pub email: EmailAddress,
    /// Whether the address is somebody else's, which only those who work here may learn.
    #[diesel(select_expression = users::invited_as.is_not_null())]
    pub is_stand_in: bool,
    pub name: String,
    pub locale: Option<Locale>,
    pub zone: Option<Zone>,
    pub theme: Option<String>,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Their picture; none shows initials.
    pub avatar_id: Option<BlobId>,
}

impl User {
    /// Their place.
    ///
    /// # Panics
    /// When the table's checks have let columns through that are none.
    pub fn role(&self) -> Role {
        Role::of_columns(&self.role, self.client_id, self.standing.as_deref()).expect("a user has a place")
    }

    /// What an invitation's form calls their place: `manager` or `member`, `admin` or `staff`.
    pub fn place(&self) -> &str {
        self.standing.as_deref().unwrap_or(&self.role)
    }

    /// The key of their account's state.
    pub fn state_key(&self) -> &'static str {
        match self.state {
            State::Invited => "accounts-state-invited",
            State::Active => "accounts-state-active",
            State::Deactivated => "accounts-state-deactivated",
        }
    }

    /// The tone of its badge.
    pub fn tone(&self) -> &'static str {
        match self.state {
            State::Invited => "wait",
            State::Active => "good",
            State::Deactivated => "off",
        }
    }
}

/// What is kept of a password.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = passwords, treat_none_as_null = true)]
pub struct Hashed {
    pub hash: String,
    /// Under which key; none is the one of the time before that was written down.
    pub key_id: Option<Vec<u8>>,
}

/// A password as it was read, to be told from a later one.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = passwords)]
pub struct Kept {
    #[diesel(embed)]
    pub hashed: Hashed,
    pub changed_at: DateTime<Utc>,
}

impl Kept {
    /// Whether it is the password that was read: at most hashed anew since, under another key.
    pub fn is(&self, read: &Self) -> bool {
        let anew = self.changed_at == read.changed_at && self.hashed.key_id != read.hashed.key_id;
        anew || self.hashed == read.hashed
    }
}

/// A typed password, compared with the one that was kept. That may have been changed since: a transaction looks again.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What it was compared with.
    pub read: Option<Kept>,
    pub fits: bool,
}

/// A password's row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = passwords)]
pub struct Lock {
    #[diesel(embed)]
    pub kept: Kept,
    pub failures: i32,
    pub locked_until: Option<DateTime<Utc>>,
    pub warned_at: Option<DateTime<Utc>>,
}

/// A person in a list.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct Entry {
    #[diesel(embed)]
    pub user: User,
    #[diesel(select_expression = clients::name.nullable())]
    pub client: Option<String>,
}

/// What a person says of themselves.
#[derive(Debug, Clone)]
pub struct Profile {
    pub name: Name,
    pub locale: Option<Locale>,
    pub zone: Option<Zone>,
    /// `light` or `dark`.
    pub theme: Option<String>,
}

/// A link to a new password that was mailed.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = one_time_links)]
pub struct ResetSent {
    #[diesel(column_name = created_at)]
    pub at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    pub network: Option<String>,
    pub known_browser: bool,
}

/// A client's code, as staff read it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = client_codes)]
pub struct ClientCode {
    pub code: String,
    pub made_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    #[diesel(select_expression = users::name)]
    pub made_by: String,
}

/// Who asked for an account with a client code.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = registrations)]
pub struct Registration {
    pub client_id: ClientId,
    pub email: EmailAddress,
    pub name: String,
    /// Who made the code.
    #[diesel(select_expression = client_codes::made_by)]
    pub made_by: UserId,
}

/// A new address on its way to an account.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = email_changes)]
pub struct EmailChange {
    pub id: uuid::Uuid,
    pub user_id: UserId,
    pub email: EmailAddress,
    new_hash: Vec<u8>,
    new_confirmed_at: Option<DateTime<Utc>>,
    old_confirmed_at: Option<DateTime<Utc>>,
}

impl EmailChange {
    /// Whether a link was mailed to the new address, rather than to the old.
    pub fn is_for_new(&self, token: &Token) -> bool {
        self.new_hash == token.digest().as_bytes()
    }

    /// Whether the other address has agreed already.
    pub fn completes(&self, at_new: bool) -> bool {
        if at_new { self.old_confirmed_at } else { self.new_confirmed_at }.is_some()
    }
}

/// What surrounds an account.
#[derive(Debug, Clone)]
pub struct Company {
    pub studio: String,
    pub client: Option<String>,
    /// The language its people are written to in, until they choose one.
    pub locale: Locale,
}

/// Who is invited, and as what.
#[derive(Debug, Clone)]
pub struct Invitee {
    pub name: Name,
    pub email: EmailAddress,
    pub role: Role,
}

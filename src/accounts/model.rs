//! The room's rows: users, passwords, links, codes, registrations and address changes.

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

/// A user to be created.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub name: Name,
    pub email: EmailAddress,
    pub role: Role,
    pub state: State,
    /// `None` follows the browser.
    pub locale: Option<Locale>,
}

/// A person's identity, for pages that mention them.
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
    /// For a stand-in, the address that was typed: see `queries::stand_ins`.
    #[diesel(select_expression = coalesce(users::invited_as, users::email))]
    pub email: EmailAddress,
    /// Whether the address belongs to someone else, which only people who work in the studio may learn.
    #[diesel(select_expression = users::invited_as.is_not_null())]
    pub is_stand_in: bool,
    pub name: String,
    pub locale: Option<Locale>,
    pub zone: Option<Zone>,
    pub theme: Option<String>,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: Option<DateTime<Utc>>,
    /// The user's picture; without one, pages show initials.
    pub avatar_id: Option<BlobId>,
}

impl User {
    /// The user's role.
    ///
    /// # Panics
    /// If the row holds columns that the table's constraints should have refused.
    pub fn role(&self) -> Role {
        Role::of_columns(&self.role, self.client_id, self.standing.as_deref())
            .expect("the columns of a user's role are consistent")
    }

    /// The value that an invitation's form uses for the role: `manager` or `member`, `admin` or `staff`.
    pub fn place(&self) -> &str {
        self.standing.as_deref().unwrap_or(&self.role)
    }

    /// The translation key of the account's state.
    pub fn state_key(&self) -> &'static str {
        match self.state {
            State::Invited => "accounts-state-invited",
            State::Active => "accounts-state-active",
            State::Deactivated => "accounts-state-deactivated",
        }
    }

    /// The tone of the state's badge.
    pub fn tone(&self) -> &'static str {
        match self.state {
            State::Invited => "wait",
            State::Active => "good",
            State::Deactivated => "off",
        }
    }
}

/// A password as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = passwords, treat_none_as_null = true)]
pub struct Hashed {
    pub hash: String,
    /// The key it was hashed under. `None` in rows written before keys were recorded.
    pub key_id: Option<Vec<u8>>,
}

/// A stored password at the time it was read, to detect a later change.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = passwords)]
pub struct StoredPassword {
    #[diesel(embed)]
    pub hashed: Hashed,
    pub changed_at: DateTime<Utc>,
}

impl StoredPassword {
    /// Whether this is still the password that was read; it may have been rehashed under another key since.
    pub fn is_same_password(&self, read: &Self) -> bool {
        let rehashed = self.changed_at == read.changed_at && self.hashed.key_id != read.hashed.key_id;
        rehashed || self.hashed == read.hashed
    }
}

/// The outcome of comparing a typed password with the stored one. The stored one may have changed since, so a
/// transaction checks again.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The stored password it was compared with.
    pub read: Option<StoredPassword>,
    pub fits: bool,
}

/// A password's row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = passwords)]
pub struct PasswordRow {
    #[diesel(embed)]
    pub stored: StoredPassword,
    pub failures: i32,
    pub locked_until: Option<DateTime<Utc>>,
    pub warned_at: Option<DateTime<Utc>>,
}

/// A user in a list.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct Entry {
    #[diesel(embed)]
    pub user: User,
    #[diesel(select_expression = clients::name.nullable())]
    pub client: Option<String>,
}

/// The part of their account that users edit themselves.
#[derive(Debug, Clone)]
pub struct Profile {
    pub name: Name,
    pub locale: Option<Locale>,
    pub zone: Option<Zone>,
    /// `light` or `dark`.
    pub theme: Option<String>,
}

/// A password reset link that was mailed.
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

/// A client's code, as shown to staff.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = client_codes)]
pub struct ClientCode {
    pub code: String,
    pub made_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    #[diesel(select_expression = users::name)]
    pub made_by: String,
}

/// A registration: someone has applied for an account with a client code.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = registrations)]
pub struct Registration {
    pub client_id: ClientId,
    pub email: EmailAddress,
    pub name: String,
    /// The user who created the code.
    #[diesel(select_expression = client_codes::made_by)]
    pub made_by: UserId,
}

/// A requested change of an account's address.
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
    /// Whether the token was mailed to the new address rather than to the old one.
    pub fn is_for_new(&self, token: &Token) -> bool {
        self.new_hash == token.digest().as_bytes()
    }

    /// Whether the other address has already confirmed.
    pub fn completes(&self, at_new: bool) -> bool {
        if at_new { self.old_confirmed_at } else { self.new_confirmed_at }.is_some()
    }
}

/// The company that an account belongs to.
#[derive(Debug, Clone)]
pub struct Company {
    pub studio: String,
    pub client: Option<String>,
    /// The language for mail to its people, until they choose one.
    pub locale: Locale,
}

/// The person to invite, and their role.
#[derive(Debug, Clone)]
pub struct Invitee {
    pub name: Name,
    pub email: EmailAddress,
    pub role: Role,
}

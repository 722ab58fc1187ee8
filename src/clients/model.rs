//! The rows of clients.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    kernel::{Currency, Locale, Name, ids::ClientId},
    schema::clients,
};

/// A customer company of the studio.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = clients)]
pub struct Client {
    pub id: ClientId,
    pub name: String,
    /// Where invoices go while none of its people has an account; may be empty.
    pub email: String,
    /// As printed on invoices, one line of the address per line of text.
    pub address: String,
    pub tax_id: String,
    pub currency: Currency,
    /// The language of its documents, and of mail to its people until they choose one.
    pub locale: Locale,
    pub archived_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// The number of edits of the details.
    pub revision: i32,
}

/// A client's details.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = clients)]
pub struct ClientInput {
    pub name: Name,
    /// Empty, or an address.
    pub email: String,
    pub address: String,
    pub tax_id: String,
    pub currency: Currency,
    pub locale: Locale,
}

/// A client in the list.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = clients)]
pub struct Entry {
    pub id: ClientId,
    pub name: String,
    pub currency: Currency,
    /// How many of its people have an account or are invited.
    #[diesel(column_name = people_count)]
    pub people: i32,
    /// How many of its projects are open.
    #[diesel(column_name = project_count)]
    pub projects: i32,
}

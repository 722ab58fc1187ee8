//! Clients as they are read.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    dsl::{auto_type, count_star},
    prelude::*,
};

use crate::{
    kernel::{
        Currency, Locale, Name,
        ids::{ClientId, ProjectId},
    },
    schema::{clients, projects, users},
};

/// A customer company of the studio.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = clients)]
pub struct Client {
    pub id: ClientId,
    pub name: String,
    /// Where invoices go while nobody of theirs has an account; may be empty.
    pub email: String,
    /// As printed on invoices, one line of the address per line.
    pub address: String,
    pub tax_id: String,
    pub currency: Currency,
    /// The language of its documents, and of mail to its people until they choose one.
    pub locale: Locale,
    pub archived_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// Counts edits of the details.
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
    #[diesel(select_expression = people_count())]
    people: Option<i64>,
    #[diesel(select_expression = project_count())]
    projects: Option<i64>,
}

impl Entry {
    /// How many of its people have or await an account.
    pub fn people(&self) -> i64 {
        self.people.unwrap_or_default()
    }

    /// How many projects go on for it.
    pub fn projects(&self) -> i64 {
        self.projects.unwrap_or_default()
    }
}

#[auto_type]
fn people_count() -> _ {
    users::table
        .filter(users::client_id.eq(clients::id.nullable()))
        .filter(users::state.ne("deactivated"))
        .select(count_star())
        .single_value()
}

#[auto_type]
fn project_count() -> _ {
    projects::table
        .filter(projects::client_id.eq(clients::id))
        .filter(projects::archived_at.is_null())
        .filter(projects::status.ne("completed").and(projects::status.ne("cancelled")))
        .select(count_star())
        .single_value()
}

/// A project that goes on, as a client's page names it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = projects)]
pub struct Work {
    pub id: ProjectId,
    pub name: String,
    pub due_on: Option<NaiveDate>,
}

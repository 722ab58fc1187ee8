//! The row of the studio.

use diesel::prelude::*;

use crate::{
    kernel::{Currency, Locale, Name, Series, Zone},
    schema::studios,
};

/// A studio to be created.
#[derive(Debug, Clone)]
pub struct NewStudio {
    pub name: Name,
    /// The host name browsers reach it by, in lower case and without a port.
    pub host: String,
    pub locale: Locale,
    pub zone: Zone,
    pub currency: Currency,
}

/// The studio's settings.
#[derive(Debug, Clone, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = studios)]
pub struct Settings {
    pub name: Name,
    /// Empty, or an address that people can write to.
    pub email: String,
    /// As printed on invoices, one line of the address per line of text.
    pub address: String,
    pub tax_id: String,
    /// How to pay by transfer, as printed at the foot of invoices.
    pub bank: String,
    /// The language of its documents, and of users who have not chosen one.
    pub locale: Locale,
    /// The time zone in which its days begin and end.
    pub zone: Zone,
    /// The default currency of new clients.
    pub currency: Currency,
    /// `#0057FF`
    pub accent: String,
    /// The prefix of new invoice numbers.
    pub invoice_prefix: Series,
    /// The number of days from sending an invoice until it is due.
    pub payment_days: i32,
    /// Whether its own people must have a second factor; enforced from their next sign-in.
    pub factor_for_staff: bool,
    /// The same for its clients' people.
    pub factor_for_clients: bool,
}

/// The settings as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = studios)]
pub struct StoredSettings {
    #[diesel(embed)]
    pub settings: Settings,
    /// The number of edits; a form carries the one it was filled in from.
    pub revision: i32,
}

/// The networks from which staff may sign in, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = studios)]
pub struct Networks {
    /// One range per line.
    #[diesel(column_name = allowed_addresses)]
    pub addresses: String,
    #[diesel(column_name = addresses_revision)]
    pub revision: i32,
}

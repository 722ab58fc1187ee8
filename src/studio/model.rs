//! The studio as it is stored.

use diesel::prelude::*;

use crate::{
    kernel::{Currency, Locale, Name, Series, Zone},
    schema::studios,
};

/// A studio to be.
#[derive(Debug, Clone)]
pub struct NewStudio {
    pub name: Name,
    /// The host name browsers reach it by, in lower case and without a port.
    pub host: String,
    pub locale: Locale,
    pub zone: Zone,
    pub currency: Currency,
}

/// What a studio says of itself.
#[derive(Debug, Clone, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = studios)]
pub struct Settings {
    pub name: Name,
    /// Empty, or an address people can write to.
    pub email: String,
    /// As printed on invoices, one line of the address per line.
    pub address: String,
    pub tax_id: String,
    /// How to pay by transfer, as printed in the foot of invoices.
    pub bank: String,
    /// The language of its documents, and of those who have not chosen one.
    pub locale: Locale,
    /// Where its days begin and end.
    pub zone: Zone,
    /// What new clients begin with.
    pub currency: Currency,
    /// `#0057FF`
    pub accent: String,
    /// What the numbers of its invoices begin with from now on.
    pub invoice_prefix: Series,
    /// Days from sending an invoice until it is due.
    pub payment_days: i32,
    /// Whether those who work here must have a second factor; asked at their next sign-in.
    pub factor_for_staff: bool,
    /// The same for the people of its clients.
    pub factor_for_clients: bool,
}

/// The same as it stands.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = studios)]
pub struct Kept {
    #[diesel(embed)]
    pub settings: Settings,
    /// Counts edits; a form carries the one it was filled from.
    pub revision: i32,
}

/// From which networks staff may come, as it stands.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = studios)]
pub struct Networks {
    /// One range a line.
    #[diesel(column_name = allowed_addresses)]
    pub addresses: String,
    #[diesel(column_name = addresses_revision)]
    pub revision: i32,
}

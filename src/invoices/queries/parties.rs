//! The two parties of an invoice as they are today, and who of the client is written to.

use diesel::prelude::*;

use crate::{
    db::Tx,
    error::AppResult,
    invoices::model::{Invoice, Party},
    kernel::{Series, email_address::EmailAddress, ids::UserId, locale::Locale, time::Zone},
    schema::{clients, projects, studios, users},
};

/// The studio and the client of an invoice as they are today, and its project's name.
#[derive(Debug)]
pub struct Parties {
    pub studio: Studio,
    pub client: Client,
    /// Empty, where the invoice is of no project.
    pub project: String,
}

/// What an invoice takes from its studio.
#[derive(Debug, Queryable)]
pub struct Studio {
    name: String,
    address: String,
    tax_id: String,
    email: String,
    bank: String,
    pub zone: Zone,
    pub invoice_prefix: Series,
    pub accent: String,
}

/// What an invoice takes from its client.
#[derive(Debug, Queryable)]
pub struct Client {
    name: String,
    address: String,
    tax_id: String,
    email: String,
    pub locale: Locale,
}

impl Studio {
    /// As it is frozen with the invoice.
    pub fn party(&self) -> Party {
        Party {
            name: self.name.clone(),
            address: self.address.clone(),
            tax_id: self.tax_id.clone(),
            email: self.email.clone(),
            bank: self.bank.clone(),
        }
    }
}

impl Client {
    /// As it is frozen with the invoice.
    pub fn party(&self) -> Party {
        let (name, address, tax_id) = (self.name.clone(), self.address.clone(), self.tax_id.clone());
        Party { name, address, tax_id, email: self.email.clone(), bank: String::new() }
    }
}

/// Both parties of an invoice as they are today, and its project's name.
pub fn current(tx: &mut Tx, invoice: &Invoice) -> AppResult<Parties> {
    let studio = studios::table
        .select((
            studios::name,
            studios::address,
            studios::tax_id,
            studios::email,
            studios::bank,
            studios::zone,
            studios::invoice_prefix,
            studios::accent,
        ))
        .first(tx.conn())?;
    let client = clients::table
        .filter(clients::id.eq(invoice.client_id))
        .select((clients::name, clients::address, clients::tax_id, clients::email, clients::locale))
        .first(tx.conn())?;
    let project = projects::table
        .filter(projects::id.nullable().eq(invoice.project_id))
        .select(projects::name)
        .first(tx.conn())
        .optional()?;
    Ok(Parties { studio, client, project: project.unwrap_or_default() })
}

/// Somebody an invoice is mailed to. `user` is empty for an address that is no account's.
#[derive(Debug, Queryable)]
pub struct Recipient {
    pub user: Option<UserId>,
    pub address: EmailAddress,
    pub name: String,
}

/// Who is written to about an invoice: the client's managers, or, where it has none yet, the client's own address.
pub fn recipients(tx: &mut Tx, invoice: &Invoice) -> AppResult<Vec<Recipient>> {
    let managers: Vec<Recipient> = users::table
        .filter(users::client_id.eq(invoice.client_id))
        .filter(users::standing.eq("manager"))
        .filter(users::state.eq("active"))
        .order(users::id)
        .select((users::id.nullable(), users::email, users::name))
        .load(tx.conn())?;
    if !managers.is_empty() {
        return Ok(managers);
    }
    let (address, name): (String, String) = clients::table
        .filter(clients::id.eq(invoice.client_id))
        .select((clients::email, clients::name))
        .first(tx.conn())?;
    Ok(address.parse().map(|address| Recipient { user: None, address, name }).into_iter().collect())
}

//! The current parties of an invoice, and the recipients at the client.

use diesel::prelude::*;

use crate::{
    db::Tx,
    error::AppResult,
    invoices::model::{Invoice, Party},
    kernel::{Series, email_address::EmailAddress, ids::UserId, locale::Locale, time::Zone},
    schema::{clients, projects, studios, users},
    words::Words,
};

/// The current studio and client of an invoice, and its project's name.
#[derive(Debug)]
pub struct Parties {
    pub studio: Studio,
    pub client: Client,
    /// Empty if the invoice belongs to no project.
    pub project: String,
}

/// The studio data on an invoice.
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

/// The client data on an invoice.
#[derive(Debug, Queryable)]
pub struct Client {
    name: String,
    address: String,
    tax_id: String,
    email: String,
    pub locale: Locale,
    pub is_archived: bool,
}

impl Studio {
    /// The party as it is frozen with the invoice.
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
    /// The party as it is frozen with the invoice.
    pub fn party(&self) -> Party {
        let (name, address, tax_id) = (self.name.clone(), self.address.clone(), self.tax_id.clone());
        Party { name, address, tax_id, email: self.email.clone(), bank: String::new() }
    }
}

/// The current parties of an invoice, and its project's name.
pub fn current(tx: &mut Tx, invoice: &Invoice) -> AppResult<Parties> {
    let of_client =
        clients::table.on(clients::studio_id.eq(studios::id).and(clients::id.eq(invoice.client_id)));
    let of_project = projects::table
        .on(projects::studio_id.eq(studios::id).and(projects::id.nullable().eq(invoice.project_id)));
    let studio = (
        studios::name,
        studios::address,
        studios::tax_id,
        studios::email,
        studios::bank,
        studios::zone,
        studios::invoice_prefix,
        studios::accent,
    );
    let client = (
        clients::name,
        clients::address,
        clients::tax_id,
        clients::email,
        clients::locale,
        clients::archived_at.is_not_null(),
    );
    let (studio, client, project): (Studio, Client, Option<String>) = studios::table
        .inner_join(of_client)
        .left_join(of_project)
        .select((studio, client, projects::name.nullable()))
        .first(tx.conn())?;
    Ok(Parties { studio, client, project: project.unwrap_or_default() })
}

/// A recipient of an invoice's mail. `user` is `None` for an address without an account.
#[derive(Debug, Queryable)]
pub struct Recipient {
    pub user: Option<UserId>,
    pub address: EmailAddress,
    pub name: String,
}

/// Recipients by name and address, as one phrase; `none`, which the translations recognise, if there is nobody.
pub fn listed(to: &[Recipient], words: &Words) -> String {
    let mut each: Vec<_> = to.iter().map(|to| format!("{} ({})", to.name, to.address)).collect();
    match (each.pop(), each.join(", ")) {
        (None, _) => "none".into(),
        (Some(last), others) if others.is_empty() => last,
        (Some(last), others) => {
            words.with("invoices-people-and", &[("people", others.into()), ("last", last.into())])
        }
    }
}

/// The recipients of an invoice, each address once: the client's active managers, and the client's address for invoices.
pub fn recipients(tx: &mut Tx, invoice: &Invoice) -> AppResult<Vec<Recipient>> {
    let mut to: Vec<Recipient> = users::table
        .filter(users::client_id.eq(invoice.client_id))
        .filter(users::standing.eq("manager"))
        .filter(users::state.eq("active"))
        .order(users::id)
        .select((users::id.nullable(), users::email, users::name))
        .load(tx.conn())?;
    let (address, name): (String, String) = clients::table
        .filter(clients::id.eq(invoice.client_id))
        .select((clients::email, clients::name))
        .first(tx.conn())?;
    if let Ok(address) = address.parse::<EmailAddress>()
        && to.iter().all(|recipient| recipient.address != address)
    {
        to.push(Recipient { user: None, address, name });
    }
    Ok(to)
}

//! What a list of invoices is narrowed to, as its address says.

use super::{queries::Filter, rules::Standing};
use crate::{
    kernel::{ids::ClientId, text::Asked},
    urls,
    web::{Field, ListQuery, Query, query},
};

query! {
    /// Which invoices are listed. What it does not understand it leaves out.
    pub struct InvoiceQuery of InvoiceQueryText {
        pub standing: Field<Asked>,
        pub client: Field<Asked>,
        pub before: Field<Asked>,
    }
}

impl InvoiceQuery {
    /// What it asks for. `client`: whether there is one that is called so; nobody else narrows anything.
    pub fn filter(&self, client: bool) -> Filter {
        Filter {
            standing: self.standing(),
            client: self.client().filter(|_| client),
            project: None,
            before: self.before.typed().parse().ok(),
        }
    }

    /// The standing asked for.
    pub fn standing(&self) -> Option<Standing> {
        self.standing.typed().parse().ok()
    }

    /// The client asked for.
    pub fn client(&self) -> Option<ClientId> {
        self.client.typed().parse().ok()
    }

    /// The address of the list without one of its filters.
    pub fn without(&self, filter: &Field<Asked>) -> String {
        self.address_without(urls::INVOICES, &[filter, &self.before])
    }

    /// The form for a new invoice: of the client that the list is narrowed to, where it is.
    pub fn new_invoice(&self) -> String {
        let client = self.client().map(|client| client.to_string()).unwrap_or_default();
        urls::asking(urls::NEW_INVOICE, &[("client", &client)])
    }
}

impl ListQuery for InvoiceQuery {
    fn cursor(&mut self) -> &mut Field<Asked> {
        &mut self.before
    }
}

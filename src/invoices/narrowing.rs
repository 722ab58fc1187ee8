//! The filters of a list of invoices, from its address.

use super::{queries::Filter, rules::Standing};
use crate::{
    kernel::{ids::ClientId, text::Asked},
    urls,
    web::{Field, ListQuery, Query, query},
};

query! {
    /// Which invoices are listed. Invalid values are ignored.
    pub struct InvoiceQuery of InvoiceQueryText {
        pub standing: Field<Asked>,
        pub client: Field<Asked>,
        pub before: Field<Asked>,
    }
}

impl InvoiceQuery {
    /// The filter it describes. `client` says whether the client of the query exists; an unknown client does not filter.
    pub fn filter(&self, client: bool) -> Filter {
        Filter {
            standing: self.standing(),
            client: self.client().filter(|_| client),
            project: None,
            before: self.before.typed().parse().ok(),
        }
    }

    /// The requested standing.
    pub fn standing(&self) -> Option<Standing> {
        self.standing.typed().parse().ok()
    }

    /// The requested client.
    pub fn client(&self) -> Option<ClientId> {
        self.client.typed().parse().ok()
    }

    /// The address of the list without one of its filters.
    pub fn without(&self, filter: &Field<Asked>) -> String {
        self.address_without(urls::INVOICES, &[filter, &self.before])
    }

    /// The address of the form for a new invoice, with the client of the list's filter if there is one.
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

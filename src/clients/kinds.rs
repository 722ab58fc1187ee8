//! The kinds of audit entries about clients.

use crate::{audit::Thing, kernel::ids::ClientId, urls};

crate::audit_kinds! {
    Created = entry("client.created");
    Changed = entry("client.changed");
    Archived = entry("client.archived");
    Returned = entry("client.returned");
}

/// A client, as audit entries refer to one.
pub const CLIENT: Thing = Thing::on_page::<ClientId>(|id| urls::client(ClientId::from(id)))
    .with_row("select to_jsonb(t) as row from clients t where id = $1");

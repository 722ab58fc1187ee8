//! What happens to clients, by its kinds.

use crate::{audit::Thing, kernel::ids::ClientId, urls};

crate::audit_kinds! {
    Created = entry("client.created");
    Changed = entry("client.changed");
    Archived = entry("client.archived");
    Returned = entry("client.returned");
}

/// A client, as the audit tells its changes.
pub const CLIENT: Thing = Thing::on_page::<ClientId>(|id| urls::client(ClientId::from(id)))
    .with_row("select to_jsonb(t) as row from clients t where id = $1");

//! What happens to the studio's settings, by its kinds.

use crate::{audit::Thing, kernel::ids::StudioId, urls};

crate::audit_kinds! {
    Changed = watched("studio.changed");
    AddressesChanged = watched("studio.addresses_changed");
}

/// The studio, as the audit tells its changes.
pub const STUDIO: Thing = Thing::on_page::<StudioId>(|_| urls::STUDIO.to_owned())
    .with_row("select to_jsonb(t) as row from studios t where id = $1");

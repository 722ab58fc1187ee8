//! The kinds of audit entries about the studio.

use crate::{audit::Thing, kernel::ids::StudioId, urls};

crate::audit_kinds! {
    Changed = watched("studio.changed");
    AddressesChanged = watched("studio.addresses_changed");
}

/// The studio, as audit entries refer to it.
pub const STUDIO: Thing = Thing::on_page::<StudioId>(|_| urls::STUDIO.to_owned())
    .with_row("select to_jsonb(t) as row from studios t where id = $1");

//! What this room stores about clients.

use crate::room::Privacy;

/// The room's part of exports and erasures.
pub const PRIVACY: Privacy = Privacy {
    of_client: &[
        (
            "client",
            "select to_jsonb(t) as row from clients t where id = $1 limit 500 offset $2",
        ),
    ],
    erase_client: &[
        "update clients set name = $2, email = '', address = '', tax_id = '', archived_at = coalesce(archived_at, $5), erased_at = $5
        where id = $1 and ($3, $4) is not null",
    ],
    ..Privacy::NOTHING
};

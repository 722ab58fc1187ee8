//! The room's own personal data: exports.

use crate::room::Privacy;

/// The room's part of exports and erasures.
pub const PRIVACY: Privacy = Privacy {
    of_person: &[(
        "exports",
        "select to_jsonb(t) - 'blob_id' as row from data_exports t where user_id = $1 order by created_at, id limit 500 offset $2",
    )],
    ..Privacy::NOTHING
};

//! What this room stores about people and clients: events.

use crate::room::Privacy;

/// The room's part of exports and erasures.
pub const PRIVACY: Privacy = Privacy {
    of_person: &[(
        "activity",
        "select to_jsonb(t) - 'xid' as row from events t where actor_id = $1 or user_id = $1 order by id limit 500 offset $2",
    )],
    of_client: &[(
        "activity",
        "select to_jsonb(t) - 'xid' as row from events t where client_id = $1 order by id limit 500 offset $2",
    )],
    ..Privacy::NOTHING
};

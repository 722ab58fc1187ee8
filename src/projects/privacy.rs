//! What exports and erasures have to know about projects.

use crate::room::Privacy;

/// The room's part in exports and erasures.
pub const PRIVACY: Privacy = Privacy {
    of_client: &[
        (
            "projects",
            "select to_jsonb(t) as row from projects t where client_id = $1 order by id limit 500 offset $2",
        ),
        (
            "milestones",
            "select to_jsonb(t) as row from milestones t where client_id = $1 order by project_id, position, id limit 500 offset $2",
        ),
    ],
    erase_client: &[
        "delete from milestones where client_id = $1 and ($2, $3, $4, $5) is not null",
        "update projects set name = $3, description = '', archived_at = coalesce(archived_at, $5)
        where client_id = $1 and ($2, $4) is not null",
    ],
    ..Privacy::NOTHING
};

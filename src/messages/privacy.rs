//! What exports and erasures have to know about conversations. The text of messages is erased elsewhere.

use crate::room::Privacy;

/// The room's part in exports and erasures.
pub const PRIVACY: Privacy = Privacy {
    of_person: &[
        (
            "messages",
            "select to_jsonb(t) - 'client_key' as row from messages t where sender_id = $1 order by id limit 500 offset $2",
        ),
        (
            "read_marks",
            "select to_jsonb(t) as row from read_marks t where user_id = $1 order by read_at, conversation_id limit 500 offset $2",
        ),
    ],
    of_client: &[
        (
            "conversations",
            "select to_jsonb(t) as row from conversations t where client_id = $1 order by id limit 500 offset $2",
        ),
        (
            "messages",
            "select to_jsonb(t) - 'client_key' as row from messages t where client_id = $1 order by id limit 500 offset $2",
        ),
    ],
    erase_client: &[
        "update conversations set title = '' where client_id = $1 and ($2, $3, $4, $5) is not null",
    ],
    ..Privacy::NOTHING
};

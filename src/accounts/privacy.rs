//! What this room stores about people and clients: users and how they sign in.

use crate::room::Privacy;

/// The room's part of exports and erasures.
pub const PRIVACY: Privacy = Privacy {
    of_person: &[
        (
            "profile",
            "select to_jsonb(t) as row from users t where id = $1 limit 500 offset $2",
        ),
        (
            "sessions",
            "select to_jsonb(t) - 'token_hash' as row from sessions t where user_id = $1 order by created_at, id limit 500 offset $2",
        ),
        (
            "links",
            "select to_jsonb(t) - 'token_hash' as row from one_time_links t where user_id = $1 order by created_at, token_hash limit 500 offset $2",
        ),
    ],
    of_client: &[
        (
            "people",
            // A client must not learn that an address belongs to someone else: for a stand-in it sees what its manager
            // typed.
            "select to_jsonb(t) - 'invited_as' || jsonb_build_object('email', coalesce(invited_as, email)) as row from users t
                where client_id = $1 and not (erased_at is not null and email like '%@taken.invalid') order by id limit 500 offset $2",
        ),
    ],
    files_of_person: &[
        "select * from (select 'pictures/' || u.id || '.jpg' as path, u.avatar_id as blob_id, b.size_bytes from users u
                join blobs b on b.studio_id = u.studio_id and b.id = u.avatar_id where u.id = $1) enclosed
            where path > $2 order by path limit 500",
    ],
    files_of_client: &[
        "select * from (select 'pictures/' || u.id || '.jpg' as path, u.avatar_id as blob_id, b.size_bytes from users u
                join blobs b on b.studio_id = u.studio_id and b.id = u.avatar_id where u.client_id = $1) enclosed
            where path > $2 order by path limit 500",
    ],
    erase_client: &[
        "delete from registrations where client_id = $1 and ($2, $3, $4, $5) is not null",
        "delete from client_codes where client_id = $1 and ($2, $3, $4, $5) is not null",
    ],
};

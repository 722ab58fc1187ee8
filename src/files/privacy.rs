//! What exports and erasures have to know about files. Blobs that are no longer referenced are removed by a job.

use crate::room::Privacy;

/// The room's part in exports and erasures.
pub const PRIVACY: Privacy = Privacy {
    of_person: &[
        (
            "uploads",
            "select to_jsonb(t) - 'blob_id' || jsonb_build_object('name', f.name) as row from file_versions t
            join files f on f.studio_id = t.studio_id and f.id = t.file_id where t.uploaded_by = $1 order by t.id limit 500 offset $2",
        ),
        (
            "downloads",
            "select to_jsonb(t) as row from file_downloads t where user_id = $1 order by id limit 500 offset $2",
        ),
    ],
    of_client: &[
        (
            "files",
            "select to_jsonb(t) - 'name_key' as row from files t where client_id = $1 order by id limit 500 offset $2",
        ),
        (
            "file_versions",
            "select to_jsonb(t) - 'blob_id' as row from file_versions t where client_id = $1 order by id limit 500 offset $2",
        ),
        (
            "downloads",
            "select to_jsonb(t) as row from file_downloads t where client_id = $1 order by id limit 500 offset $2",
        ),
    ],
    files_of_person: &[
        "select * from (select 'files/' || v.id || '/' || f.name as path, v.blob_id, v.size_bytes from file_versions v
                join files f on f.studio_id = v.studio_id and f.id = v.file_id where v.uploaded_by = $1) enclosed
            where path > $2 order by path limit 500",
    ],
    files_of_client: &[
        "select * from (select 'files/' || v.id || '/' || f.name as path, v.blob_id, v.size_bytes from file_versions v
                join files f on f.studio_id = v.studio_id and f.id = v.file_id where v.client_id = $1) enclosed
            where path > $2 order by path limit 500",
    ],
    ..Privacy::NOTHING
};

//! What exports and erasures have to know about mails and the audit log.

use crate::room::Privacy;

/// The room's part in exports and erasures.
pub const PRIVACY: Privacy = Privacy {
    of_person: &[
        (
            "mails",
            "select to_jsonb(t) - 'html_body' - 'text_body' - 'about_address' as row from mails t where user_id = $1 order by id limit 500 offset $2",
        ),
        (
            "audit",
            "select jsonb_build_object('at', e.created_at, 'kind', e.kind, 'object', e.subject_kind, 'object_id', e.subject_id,
                'facts', p.facts - 'address_hash', 'address', case when e.actor_id = $1 then p.address end,
                'agent', case when e.actor_id = $1 then p.agent end) as row
            from audit_entries e join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id
            where e.actor_id = $1 or e.subject_id = $1 order by e.id limit 500 offset $2",
        ),
    ],
    ..Privacy::NOTHING
};

//! What others' tables tell of somebody, found by ids.

use diesel::{PgConnection, RunQueryDsl, sql_types};
use uuid::Uuid;

use crate::{audit::Erasure, db::Tx, error::AppResult};

/// What takes the place of what is erased.
pub struct Instead<'a> {
    pub address: String,
    pub name: &'a str,
    /// In place of what a mail said.
    pub text: &'a str,
}

/// Empties the facts of some entries. What accounts for an erasure stays.
macro_rules! facts_blanked {
    ($which:literal) => {
        concat!(
            "select erase_audit_facts(p.entry_id, $2) from audit_particulars p
                join audit_entries e on e.studio_id = p.studio_id and e.id = p.entry_id
                where p.facts_salt is not null and p.facts <> '{}' and e.kind not in ('user.erased', 'client.erased', 'audit.blanks_counted', 'audit.cut')
                and (",
            $which,
            ")"
        )
    };
}

/// `$1` the person, `$2` the erasure.
const TOLD_OF_PERSON: &[&str] = &[
    "select erase_audit_who(p.entry_id, $2) from audit_particulars p join audit_entries e on e.studio_id = p.studio_id and e.id = p.entry_id
        where p.who_salt is not null and e.actor_id = $1",
    // A refused sign-in, a forgotten password: nobody was known yet, and from where it was tried is told of whose account it was.
    "select erase_audit_who(p.entry_id, $2) from audit_particulars p join audit_entries e on e.studio_id = p.studio_id and e.id = p.entry_id
        where p.who_salt is not null and e.actor_id is null and e.subject_id = $1 and (p.address, p.agent) <> ('', '')
        and e.kind not in ('user.erased', 'client.erased')",
    // What was tried with an address that was nobody's yet. Found by the facts, so before those go.
    "select erase_audit_who(p.entry_id, $2) from audit_particulars p join audit_entries e on e.studio_id = p.studio_id and e.id = p.entry_id
        where p.who_salt is not null and e.actor_id is null and p.facts ->> 'address_hash' in (select address_hashes_of($1))
        and (p.address, p.agent) <> ('', '')",
    facts_blanked!(
        "e.subject_id = $1 or e.subject_id in (select id from mails where user_id = $1)
            or p.facts ->> 'address_hash' in (select address_hashes_of($1))"
    ),
    // Of joining, of being invited: whose name it was, the feed reads from the person by the event's subject; an older event has it
    // written down in one of these fields.
    "select erase_event_facts(id, array['who', 'name', 'email'], $2) from events
        where subject_id = $1 and jsonb_typeof(facts) = 'object' and facts ?| array['who', 'name', 'email']",
    "update jobs set last_error = null where last_error is not null and $2 is not null and (
        kind = 'mail.deliver' and payload ->> 'mail' in (select id::text from mails where user_id = $1)
        or kind = 'export.make' and payload ->> 'export' in (select id::text from data_exports where user_id = $1))",
    // What was asked for with an address of theirs, and that address, where others wanted it.
    "delete from registrations where user_id is null and address_hash(email) in (select address_hashes_of($1)) and $2 is not null",
    "delete from email_changes where address_hash(email) in (select address_hashes_of($1)) and $2 is not null",
];

/// `$1` the person, `$2` the erasure: the names of files they began.
const TOLD_OF_FILES: &[&str] = &[
    facts_blanked!(
        "e.subject_id in (
            select id from files where created_by = $1
            union all select v.id from file_versions v join files f on f.studio_id = v.studio_id and f.id = v.file_id
                where f.created_by = $1)"
    ),
    "select erase_event_facts(e.id, array['name'], $2) from events e join files f on f.studio_id = e.studio_id and f.id = e.subject_id
        where f.created_by = $1 and jsonb_typeof(e.facts) = 'object' and e.facts ? 'name'",
    "update files set name = id::text, name_key = id::text where created_by = $1 and $2 is not null",
];

/// `$1` the client, `$2` the erasure: names, titles and lines of a client's things. What is told of payments and sent invoices are
/// numbers and sums, and stays.
const TOLD_OF_CLIENT: &[&str] = &[
    facts_blanked!(
        "e.subject_id = $1 or p.facts ->> 'client_id' = $1::text or e.subject_id in (
            select id from projects where client_id = $1 union all select id from milestones where client_id = $1
            union all select id from files where client_id = $1 union all select id from file_versions where client_id = $1
            union all select id from mails where client_id = $1)"
    ),
    "update jobs set last_error = null where last_error is not null and $2 is not null and (
        kind = 'mail.deliver' and payload ->> 'mail' in (select id::text from mails where client_id = $1)
        or kind = 'export.make' and payload ->> 'export' in (select id::text from data_exports where client_id = $1))",
    "select erase_files_of_client($1, $2)",
    "select erase_events_of_client($1, $2)",
];

/// Mails whose reader was not known are theirs by the address, also by one they had before. A client's business mail is the client's,
/// whoever has its address besides. `$1` the person.
const CLAIM_OF_PERSON: &str = "update mails set user_id = $1
    where user_id is null and kind <> 'invoice' and (client_id is null or kind = 'registration')
        and address_hash(recipient) in (select address_hashes_of($1))";

/// The same for those to a client's own address. `$1` the client.
const CLAIM_OF_CLIENT: &str = "update mails m set client_id = c.id from clients c
    where c.id = $1 and m.studio_id = c.studio_id and m.recipient = c.email and m.kind = 'invoice' and m.user_id is null and m.client_id is null";

/// `$1` whose, `$2` an address, `$3` a name and `$4` a text in place of those there, `$5` now.
const MAILS_OF_PERSON: &[&str] = &[
    "update mails set recipient = $2, recipient_name = $3, subject = $4, text_body = $4, html_body = '', last_error = null,
        expires_at = least(expires_at, $5) where user_id = $1",
    "update mails set subject = $4, text_body = $4, html_body = '', expires_at = least(expires_at, $5)
        where about <> '{}' and $1 = any (about) and user_id is distinct from $1 and ($2, $3) is not null",
    // Where their address stands in another's mail, or that mail went to it.
    "with theirs as (select address_hashes_of($1) as hash)
        update mails set subject = $4, text_body = $4, html_body = '', expires_at = least(expires_at, $5),
            recipient = case when address_hash(recipient) in (select hash from theirs) then $2 else recipient end,
            recipient_name = case when address_hash(recipient) in (select hash from theirs) then $3 else recipient_name end
        where about_address in (select hash from theirs) and user_id is distinct from $1",
];

const MAILS_OF_CLIENT: &[&str] = &[
    "update mails set recipient = $2, recipient_name = $3, last_error = null
        where client_id = $1 and user_id is null and ($4, $5) is not null",
    "update mails set subject = $4, text_body = $4, html_body = '', expires_at = least(expires_at, $5)
        where client_id = $1 and ($2, $3) is not null",
];

/// Empties what is told of a person in the audit, the feed, the outbox and the jobs, and takes away what knows their address.
pub fn of_person(tx: &mut Tx, id: Uuid, erasure: Erasure, instead: &Instead) -> AppResult<()> {
    claim(tx.conn(), CLAIM_OF_PERSON, id)?;
    told(tx, TOLD_OF_PERSON, id, erasure)?;
    mails(tx, MAILS_OF_PERSON, id, instead)
}

/// Empties what is told of the names of files that a person began.
pub fn of_file_names(tx: &mut Tx, id: Uuid, erasure: Erasure) -> AppResult<()> {
    told(tx, TOLD_OF_FILES, id, erasure)
}

/// Empties what is told of a client and its things.
pub fn of_client(tx: &mut Tx, id: Uuid, erasure: Erasure, instead: &Instead) -> AppResult<()> {
    claim(tx.conn(), CLAIM_OF_CLIENT, id)?;
    diesel::sql_query("select erase_messages_of_client($1, $2, $3)")
        .bind::<sql_types::Uuid, _>(id)
        .bind::<sql_types::Text, _>(instead.text)
        .bind::<sql_types::Uuid, _>(erasure.id())
        .execute(tx.conn())?;
    told(tx, TOLD_OF_CLIENT, id, erasure)?;
    mails(tx, MAILS_OF_CLIENT, id, instead)
}

fn claim(connection: &mut PgConnection, statement: &str, id: Uuid) -> AppResult<()> {
    diesel::sql_query(statement).bind::<sql_types::Uuid, _>(id).execute(connection)?;
    Ok(())
}

fn told(tx: &mut Tx, statements: &[&str], id: Uuid, erasure: Erasure) -> AppResult<()> {
    for statement in statements {
        diesel::sql_query(*statement)
            .bind::<sql_types::Uuid, _>(id)
            .bind::<sql_types::Uuid, _>(erasure.id())
            .execute(tx.conn())?;
    }
    Ok(())
}

fn mails(tx: &mut Tx, statements: &[&str], id: Uuid, instead: &Instead) -> AppResult<()> {
    for statement in statements {
        diesel::sql_query(*statement)
            .bind::<sql_types::Uuid, _>(id)
            .bind::<sql_types::Text, _>(&instead.address)
            .bind::<sql_types::Text, _>(instead.name)
            .bind::<sql_types::Text, _>(instead.text)
            .bind::<sql_types::Timestamptz, _>(tx.now)
            .execute(tx.conn())?;
    }
    Ok(())
}

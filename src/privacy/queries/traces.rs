//! Traces of a person or client in the tables of other rooms, found by ids. `erasure` is the id of the erasure's audit entry.

use diesel::{PgConnection, QueryableByName, RunQueryDsl, sql_types};
use uuid::Uuid;

use crate::{db::Tx, error::AppResult};

/// The replacements for erased values.
pub struct Instead<'a> {
    pub address: String,
    pub name: &'a str,
    /// Replaces the text of mails.
    pub text: &'a str,
}

/// One step of an erasure.
enum Step {
    /// Clears who acted, and from where, in the audit entries that a query finds by id. `$1` is the actor; a database function checks
    /// again that each entry is theirs.
    Who(&'static str),
    /// Clears the facts of the entries that a query finds.
    Facts(&'static str),
    /// Removes these facts from the events that a query finds.
    Events(&'static [&'static str], &'static str),
    /// A complete statement. `$1` is the person or client, `$2` the erasure.
    Run(&'static str),
}

/// The number of ids per statement, since each statement has a time limit.
const AT_ONCE: usize = 1000;

/// The entries with facts to clear. The records of erasures themselves are kept.
macro_rules! with_facts {
    ($($which:tt)*) => {
        concat!(
            "select e.id from audit_particulars p
                join audit_entries e on e.studio_id = p.studio_id and e.id = p.entry_id
                where p.facts_salt is not null and p.facts <> '{}' and e.kind not in ('user.erased', 'client.erased', 'audit.blanks_counted', 'audit.cut')
                and (",
            $($which)*,
            ")"
        )
    };
}

/// The entries (`e`, with particulars `p`) that are about a person.
macro_rules! tells_of_person {
    () => {
        "e.subject_id = $1 or e.subject_id in (select id from mails where user_id = $1)
            or p.facts ->> 'address_hash' in (select address_hashes_of($1))"
    };
}

/// The entries with names of files that a person started.
macro_rules! tells_of_files {
    () => {
        "e.subject_id in (
            select id from files where created_by = $1
            union all select v.id from file_versions v join files f on f.studio_id = v.studio_id and f.id = v.file_id
                where f.created_by = $1)"
    };
}

/// The entries that are about a client or its rows, drafts included: an entry about a draft names its client. Older entries about
/// reversals contain the reason.
macro_rules! tells_of_client {
    () => {
        "e.subject_id = $1 or p.facts ->> 'client_id' = $1::text
            or e.kind = 'payment.reversed' and p.facts ? 'reason' and e.subject_id in (select id from payments where client_id = $1)
            or e.subject_id in (
            select id from projects where client_id = $1 union all select id from milestones where client_id = $1
            union all select id from files where client_id = $1 union all select id from file_versions where client_id = $1
            union all select id from mails where client_id = $1)"
    };
}

// Earlier exports must not contain what an erasure clears, so `forgotten` uses the same conditions.
pub(super) use {tells_of_client, tells_of_files, tells_of_person, with_facts};

/// The traces of a person.
const TRACES_OF_PERSON: &[Step] = &[
    Step::Who(
        "select e.id from audit_particulars p join audit_entries e on e.studio_id = p.studio_id and e.id = p.entry_id
            where p.who_salt is not null and e.actor_id = $1",
    ),
    // A refused sign-in or a forgotten password: no actor was known yet, so the address and browser are recorded with the account as
    // subject.
    Step::Who(
        "select e.id from audit_particulars p join audit_entries e on e.studio_id = p.studio_id and e.id = p.entry_id
            where p.who_salt is not null and e.actor_id is null and e.subject_id = $1 and (p.address, p.agent) <> ('', '')
            and e.kind not in ('user.erased', 'client.erased')",
    ),
    // Attempts with an address that had no account yet. Found by the facts, so this step must precede the one that clears them.
    Step::Who(
        "select e.id from audit_particulars p join audit_entries e on e.studio_id = p.studio_id and e.id = p.entry_id
            where p.who_salt is not null and e.actor_id is null and p.facts ->> 'address_hash' in (select address_hashes_of($1))
            and (p.address, p.agent) <> ('', '')",
    ),
    Step::Facts(with_facts!(tells_of_person!())),
    // When a person joins or is invited, the feed now reads the name from the event's subject; older events contain it in one of these
    // fields.
    Step::Events(
        &["who", "name", "email"],
        "select id from events where subject_id = $1 and jsonb_typeof(facts) = 'object' and facts ?| array['who', 'name', 'email']",
    ),
    Step::Run(
        "update jobs set last_error = null where last_error is not null and $2 is not null and (
            kind = 'mail.deliver' and payload ->> 'mail' in (select id::text from mails where user_id = $1)
            or kind = 'export.make' and payload ->> 'export' in (select id::text from data_exports where user_id = $1))",
    ),
    // Registrations and address changes with an address of the person's, also those of other users.
    Step::Run(
        "delete from registrations where user_id is null and address_hash(email) in (select address_hashes_of($1)) and $2 is not null",
    ),
    Step::Run("delete from email_changes where address_hash(email) in (select address_hashes_of($1)) and $2 is not null"),
];

/// The traces of a person in the names of files they started.
const TRACES_OF_FILES: &[Step] = &[
    Step::Facts(with_facts!(tells_of_files!())),
    Step::Events(
        &["name"],
        "select e.id from events e join files f on f.studio_id = e.studio_id and f.id = e.subject_id
            where f.created_by = $1 and jsonb_typeof(e.facts) = 'object' and e.facts ? 'name'",
    ),
    Step::Run(
        "update files set name = id::text, name_key = id::text where created_by = $1 and $2 is not null",
    ),
];

/// The traces of a client: names, titles and lines of its rows, and reasons of reversals. Other facts about payments and sent invoices
/// are numbers and sums, and stay.
const TRACES_OF_CLIENT: &[Step] = &[
    Step::Facts(with_facts!(tells_of_client!())),
    Step::Run(
        "update jobs set last_error = null where last_error is not null and $2 is not null and (
            kind = 'mail.deliver' and payload ->> 'mail' in (select id::text from mails where client_id = $1)
            or kind = 'export.make' and payload ->> 'export' in (select id::text from data_exports where client_id = $1))",
    ),
    Step::Run("select erase_files_of_client($1, $2)"),
    Step::Run("select erase_events_of_client($1, $2)"),
];

/// Assigns mails without a known reader to the person by the address, current or former. A client's business mail belongs to the
/// client, even if it was sent to the person's address. `$1` is the person.
const CLAIM_OF_PERSON: &str = "update mails set user_id = $1
    where user_id is null and kind <> 'invoice' and (client_id is null or kind = 'registration')
        and address_hash(recipient, (select address_key from studios where id = current_studio())) in (select address_hashes_of($1))";

/// The same for mails to a client's own address. `$1` is the client.
const CLAIM_OF_CLIENT: &str = "update mails m set client_id = c.id from clients c
    where c.id = $1 and m.studio_id = c.studio_id and m.recipient = c.email and m.kind = 'invoice' and m.user_id is null and m.client_id is null";

/// `$1` is the person, `$2` an address, `$3` a name and `$4` a text to replace the existing ones, `$5` the current time. A cleared mail
/// is cleared as a whole, including what it says about other people.
const MAILS_OF_PERSON: &[&str] = &[
    "update mails set recipient = $2, recipient_name = $3, subject = $4, text_body = $4, html_body = '', last_error = null,
        expires_at = least(expires_at, $5) where user_id = $1",
    "update mails set subject = $4, text_body = $4, html_body = '', expires_at = least(expires_at, $5),
            about = array_remove(about, $1)
        where about <> '{}' and $1 = any (about) and user_id is distinct from $1 and ($2, $3) is not null",
    // Other users' mails that contain the person's address, or were sent to it.
    "update mails set subject = $4, text_body = $4, html_body = '', expires_at = least(expires_at, $5), about_address = null,
            recipient = case when address_hash(recipient) in (select address_hashes_of($1)) then $2 else recipient end,
            recipient_name = case when address_hash(recipient) in (select address_hashes_of($1)) then $3 else recipient_name end
        where about_address in (select address_hashes_of($1)) and user_id is distinct from $1",
];

const MAILS_OF_CLIENT: &[&str] = &[
    "update mails set recipient = $2, recipient_name = $3, last_error = null
        where client_id = $1 and user_id is null and ($4, $5) is not null",
    "update mails set subject = $4, text_body = $4, html_body = '', expires_at = least(expires_at, $5)
        where client_id = $1 and ($2, $3) is not null",
];

/// Clears a person's traces in the audit log, the feed, the outbox and the jobs, and deletes rows with their address.
pub fn of_person(tx: &mut Tx, id: Uuid, erasure: Uuid, instead: &Instead) -> AppResult<()> {
    claim(tx.conn(), CLAIM_OF_PERSON, id)?;
    erase_traces(tx, TRACES_OF_PERSON, id, erasure)?;
    erase_mails(tx, MAILS_OF_PERSON, id, instead)
}

/// Clears the names of files that a person started.
pub fn of_file_names(tx: &mut Tx, id: Uuid, erasure: Uuid) -> AppResult<()> {
    erase_traces(tx, TRACES_OF_FILES, id, erasure)
}

/// Clears a client's traces.
pub fn of_client(tx: &mut Tx, id: Uuid, erasure: Uuid, instead: &Instead) -> AppResult<()> {
    claim(tx.conn(), CLAIM_OF_CLIENT, id)?;
    for call in
        ["select erase_messages_of_client($1, $2, $3)", "select erase_reversals_of_client($1, $2, $3)"]
    {
        diesel::sql_query(call)
            .bind::<sql_types::Uuid, _>(id)
            .bind::<sql_types::Text, _>(instead.text)
            .bind::<sql_types::Uuid, _>(erasure)
            .execute(tx.conn())?;
    }
    erase_traces(tx, TRACES_OF_CLIENT, id, erasure)?;
    erase_mails(tx, MAILS_OF_CLIENT, id, instead)
}

fn claim(connection: &mut PgConnection, statement: &str, id: Uuid) -> AppResult<()> {
    diesel::sql_query(statement).bind::<sql_types::Uuid, _>(id).execute(connection)?;
    Ok(())
}

fn erase_traces(tx: &mut Tx, steps: &[Step], id: Uuid, erasure: Uuid) -> AppResult<()> {
    for step in steps {
        match step {
            Step::Who(which) => empty_entries(tx, "select erase_audit_who($1, $2)", which, id, erasure)?,
            Step::Facts(which) => empty_entries(tx, "select erase_audit_facts($1, $2)", which, id, erasure)?,
            Step::Events(named, which) => empty_events(tx, named, which, id, erasure)?,
            Step::Run(statement) => {
                diesel::sql_query(*statement)
                    .bind::<sql_types::Uuid, _>(id)
                    .bind::<sql_types::Uuid, _>(erasure)
                    .execute(tx.conn())?;
            }
        }
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Entry {
    #[diesel(sql_type = sql_types::Uuid)]
    id: Uuid,
}

/// `call` clears the entries in its first argument; `which` finds them.
fn empty_entries(tx: &mut Tx, call: &str, which: &str, id: Uuid, erasure: Uuid) -> AppResult<()> {
    let found: Vec<Entry> = diesel::sql_query(which).bind::<sql_types::Uuid, _>(id).load(tx.conn())?;
    let ids: Vec<Uuid> = found.into_iter().map(|entry| entry.id).collect();
    for ids in ids.chunks(AT_ONCE) {
        diesel::sql_query(call)
            .bind::<sql_types::Array<sql_types::Uuid>, _>(ids)
            .bind::<sql_types::Uuid, _>(erasure)
            .execute(tx.conn())?;
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Event {
    #[diesel(sql_type = sql_types::BigInt)]
    id: i64,
}

fn empty_events(tx: &mut Tx, named: &[&str], which: &str, id: Uuid, erasure: Uuid) -> AppResult<()> {
    let found: Vec<Event> = diesel::sql_query(which).bind::<sql_types::Uuid, _>(id).load(tx.conn())?;
    let ids: Vec<i64> = found.into_iter().map(|event| event.id).collect();
    for ids in ids.chunks(AT_ONCE) {
        diesel::sql_query("select erase_event_facts($1, $2, $3)")
            .bind::<sql_types::Array<sql_types::BigInt>, _>(ids)
            .bind::<sql_types::Array<sql_types::Text>, _>(named)
            .bind::<sql_types::Uuid, _>(erasure)
            .execute(tx.conn())?;
    }
    Ok(())
}

fn erase_mails(tx: &mut Tx, statements: &[&str], id: Uuid, instead: &Instead) -> AppResult<()> {
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

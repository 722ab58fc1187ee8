//! Erasure: what was of a person becomes a pseudonym's, or goes.

use diesel::{prelude::*, sql_types};
use serde_json::json;
use uuid::Uuid;

use super::super::rules::{About, mark, nobodys_address};
use crate::{
    audit,
    db::Tx,
    error::{AppError, AppResult},
    kernel::{
        ids::{AuditEntryId, BlobId, ClientId, UserId},
        locale::Locale,
    },
    schema::{blob_chunks, blobs, clients, studios, users},
    words::Words,
};

/// Erases a person. Runs as the system in their name who asked; `file_names`: names of files they uploaded go too.
///
/// # Errors
/// Not found; conflict, when it is oneself, or the last admin, or done already.
pub fn person(tx: &mut Tx, id: UserId, file_names: bool) -> AppResult<()> {
    let (role, state, erased): (String, String, bool) = users::table
        .filter(users::id.eq(id))
        .select((users::role, users::state, users::erased_at.is_not_null()))
        .for_update()
        .first(tx.conn())?;
    if erased {
        return Err(AppError::Conflict("privacy-conflict-erased"));
    }
    if tx.scope.user == Some(id) {
        return Err(AppError::Conflict("privacy-conflict-own"));
    }
    if role == "admin" && state == "active" {
        let others: Vec<Uuid> = users::table
            .filter(users::role.eq("admin").and(users::state.eq("active")).and(users::id.ne(id)))
            .select(users::id)
            .for_update()
            .load(tx.conn())?;
        if others.is_empty() {
            return Err(AppError::Conflict("privacy-conflict-last-admin"));
        }
    }
    let facts = json!({ "file_names": file_names });
    let entry = audit::recorded(tx, "user.erased", Some(About::Person(id).subject()), facts)?;
    forget(tx, id, file_names, entry)
}

/// Erases a client with its people. What bookkeeping needs stays: invoices with the parties frozen in them, and payments.
///
/// # Errors
/// Not found; conflict, when it is done already.
pub fn client(tx: &mut Tx, id: ClientId) -> AppResult<()> {
    let (name, erased): (String, bool) = clients::table
        .filter(clients::id.eq(id))
        .select((clients::name, clients::erased_at.is_not_null()))
        .for_update()
        .first(tx.conn())?;
    if erased {
        return Err(AppError::Conflict("privacy-conflict-erased"));
    }
    let entry = audit::recorded(tx, "client.erased", Some(About::Client(id).subject()), json!({}))?;
    let people: Vec<UserId> = users::table
        .filter(users::client_id.eq(id).and(users::erased_at.is_null()))
        .select(users::id)
        .load(tx.conn())?;
    for user in people {
        forget(tx, user, true, entry)?;
    }
    for statement in BY_ENTRY_OF_CLIENT {
        diesel::sql_query(*statement)
            .bind::<sql_types::Uuid, _>(id.uuid())
            .bind::<sql_types::Uuid, _>(entry.uuid())
            .execute(tx.conn())?;
    }
    let words = words(tx)?;
    let pseudonym = words.with("privacy-former-client", &[("mark", mark(id.uuid()).into())]);
    let project = words.text("privacy-former-project");
    let erased = words.text("privacy-erased-message");
    diesel::sql_query("select erase_messages_of_client($1, $2, $3)")
        .bind::<sql_types::Uuid, _>(id.uuid())
        .bind::<sql_types::Text, _>(&erased)
        .bind::<sql_types::Uuid, _>(entry.uuid())
        .execute(tx.conn())?;
    for statement in CLIENT {
        diesel::sql_query(*statement)
            .bind::<sql_types::Uuid, _>(id.uuid())
            .bind::<sql_types::Text, _>(&pseudonym)
            .bind::<sql_types::Text, _>(&project)
            .bind::<sql_types::Text, _>(&erased)
            .bind::<sql_types::Timestamptz, _>(tx.now)
            .execute(tx.conn())?;
    }
    scrub(tx, id.uuid(), &name, &pseudonym, entry)
}

/// `$1` the client, `$2` its pseudonym, `$3` a project's name, `$4` the mark of an erased text, `$5` now. Files' bytes are swept
/// away once nothing points at them.
const CLIENT: &[&str] = &[
    "update conversations set title = '' where client_id = $1 and ($2, $3, $4, $5) is not null",
    "delete from milestones where client_id = $1 and ($2, $3, $4, $5) is not null",
    "delete from invoices where client_id = $1 and status = 'draft' and ($2, $3, $4, $5) is not null",
    "delete from registrations where client_id = $1 and ($2, $3, $4, $5) is not null",
    "delete from client_codes where client_id = $1 and ($2, $3, $4, $5) is not null",
    "delete from data_exports where client_id = $1 and ($2, $3, $4, $5) is not null",
    "update projects set name = $3, description = '', archived_at = coalesce(archived_at, $5)
        where client_id = $1 and ($2, $4) is not null",
    "update clients set name = $2, email = '', address = '', tax_id = '', archived_at = coalesce(archived_at, $5), erased_at = $5
        where id = $1 and ($3, $4) is not null",
];

/// What Postgres does by functions of its own, each for an entry that accounts for it. `$1` the client, `$2` the entry. First what the audit
/// tells of a client's things (names, titles, lines), while it is known whose they are; what is told of payments and sent invoices are
/// numbers and sums, and stays.
const BY_ENTRY_OF_CLIENT: &[&str] = &[
    "select erase_audit_facts(entry_id, $2) from audit_particulars
        where facts ->> 'client_id' = $1::text and facts_salt is not null and entry_id <> $2",
    "select erase_audit_facts(p.entry_id, $2) from audit_particulars p join audit_entries e
        on e.studio_id = p.studio_id and e.id = p.entry_id where p.facts_salt is not null
        and p.facts <> '{}' and e.id <> $2 and e.subject_id in (
            select id from projects where client_id = $1 union all select id from milestones where client_id = $1
            union all select id from files where client_id = $1 union all select id from file_versions where client_id = $1)",
    "select erase_files_of_client($1, $2)",
    "select erase_events_of_client($1, $2)",
];

fn words(tx: &mut Tx) -> AppResult<&'static Words> {
    let locale: String = studios::table.select(studios::locale).first(tx.conn())?;
    Ok(Words::of(locale.parse::<Locale>().unwrap_or_default()))
}

/// What is erased of a person, whoever asked and why: `entry` accounts for it.
fn forget(tx: &mut Tx, id: UserId, file_names: bool, entry: AuditEntryId) -> AppResult<()> {
    let (name, email, role): (String, String, String) = users::table
        .filter(users::id.eq(id))
        .select((users::name, users::email, users::role))
        .first(tx.conn())?;
    let words = words(tx)?;
    let key = if role == "client" { "privacy-former-contact" } else { "privacy-former-colleague" };
    let pseudonym = words.with(key, &[("mark", mark(id.uuid()).into())]);
    let address = nobodys_address(id.uuid());
    let erased = words.text("privacy-erased-message");
    diesel::sql_query("select forget_owned($1, $3), erase_messages_of_person($1, $2, $3)")
        .bind::<sql_types::Uuid, _>(id.uuid())
        .bind::<sql_types::Text, _>(&erased)
        .bind::<sql_types::Uuid, _>(entry.uuid())
        .execute(tx.conn())?;
    forget_picture(tx, id)?;
    // A client's managers may have invited this address, and their lists show it.
    let stand_ins: Vec<UserId> =
        users::table.filter(users::invited_as.eq(&email)).select(users::id).load(tx.conn())?;
    for stand_in in stand_ins {
        forget(tx, stand_in, false, entry)?;
    }
    // This knows the address.
    diesel::sql_query("delete from registrations where email = $1")
        .bind::<sql_types::Text, _>(&email)
        .execute(tx.conn())?;
    if file_names {
        diesel::sql_query("update files set name = id::text, name_key = id::text where created_by = $1")
            .bind::<sql_types::Uuid, _>(id.uuid())
            .execute(tx.conn())?;
        diesel::sql_query(
            "select erase_audit_facts(p.entry_id, $2) from audit_particulars p join audit_entries e
                on e.studio_id = p.studio_id and e.id = p.entry_id where p.facts_salt is not null
                and p.facts <> '{}' and e.id <> $2 and e.subject_id in (
                    select id from files where created_by = $1
                    union all select v.id from file_versions v join files f using (studio_id)
                        where f.id = v.file_id and f.created_by = $1)",
        )
        .bind::<sql_types::Uuid, _>(id.uuid())
        .bind::<sql_types::Uuid, _>(entry.uuid())
        .execute(tx.conn())?;
    }
    // What was written to them, whatever it says.
    diesel::sql_query(
        "update mails set recipient = $2, recipient_name = $3, subject = $4, text_body = $4, html_body = '', last_error = null,
            expires_at = least(expires_at, $5)
         where recipient = $1",
    )
    .bind::<sql_types::Text, _>(&email)
    .bind::<sql_types::Text, _>(&address)
    .bind::<sql_types::Text, _>(&pseudonym)
    .bind::<sql_types::Text, _>(&erased)
    .bind::<sql_types::Timestamptz, _>(tx.now)
    .execute(tx.conn())?;
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((
            users::name.eq(&pseudonym),
            users::email.eq(&address),
            users::invited_as.eq(None::<String>),
            users::state.eq("deactivated"),
            users::locale.eq(None::<String>),
            users::zone.eq(None::<String>),
            users::theme.eq(None::<String>),
            users::last_seen_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            users::erased_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    scrub(tx, id.uuid(), &email, &pseudonym, entry)?;
    scrub(tx, id.uuid(), &name, &pseudonym, entry)
}

/// The picture goes at once: it is small, and a face is not left to the sweep.
fn forget_picture(tx: &mut Tx, id: UserId) -> AppResult<()> {
    let person = users::table.filter(users::id.eq(id));
    let Some(picture) = person.select(users::avatar_id).first::<Option<BlobId>>(tx.conn())? else {
        return Ok(());
    };
    diesel::update(person).set(users::avatar_id.eq(None::<BlobId>)).execute(tx.conn())?;
    diesel::delete(blob_chunks::table.filter(blob_chunks::blob_id.eq(picture))).execute(tx.conn())?;
    diesel::delete(blobs::table.filter(blobs::id.eq(picture))).execute(tx.conn())?;
    Ok(())
}

/// `$1` whom it is about, `$2` a name or an address, `$3` what stands in its place, `$4` the entry that accounts for it.
const MENTIONS: &[&str] = &[
    "select erase_event_facts(id, without_mention(facts::text, trim('\"' from to_json($2::text)::text), $3)::jsonb, $4) from events
        where strpos(lower(facts::text), lower(trim('\"' from to_json($2::text)::text))) > 0 and $1 is not null",
    "update mails set subject = without_mention(subject, $2, $3), text_body = without_mention(text_body, $2, $3),
            html_body = without_mention(html_body, $2, $3), recipient_name = without_mention(recipient_name, $2, $3)
        where strpos(lower(subject || text_body || html_body || recipient_name), lower($2)) > 0 and ($1, $4) is not null",
    "update jobs set last_error = without_mention(last_error, $2, $3)
        where strpos(lower(last_error), lower($2)) > 0 and ($1, $4) is not null",
    "select erase_audit_who(p.entry_id, $4) from audit_particulars p join audit_entries e
        on e.studio_id = p.studio_id and e.id = p.entry_id where e.actor_id = $1
        and p.who_salt is not null and e.id <> $4 and ($2, $3) is not null",
    "select erase_audit_facts(p.entry_id, $4) from audit_particulars p join audit_entries e
        on e.studio_id = p.studio_id and e.id = p.entry_id
        where (e.subject_id = $1 or strpos(lower(p.facts::text), lower(trim('\"' from to_json($2::text)::text))) > 0)
        and p.facts_salt is not null and e.id <> $4 and p.facts <> '{}' and $3 is not null",
];

fn scrub(tx: &mut Tx, about: Uuid, mention: &str, instead: &str, entry: AuditEntryId) -> AppResult<()> {
    for statement in MENTIONS {
        diesel::sql_query(*statement)
            .bind::<sql_types::Uuid, _>(about)
            .bind::<sql_types::Text, _>(mention)
            .bind::<sql_types::Text, _>(instead)
            .bind::<sql_types::Uuid, _>(entry.uuid())
            .execute(tx.conn())?;
    }
    Ok(())
}

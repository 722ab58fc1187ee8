//! The chain of audit entries, and the detection of any tampering with it.

use reprint::{
    audit::{self, Fault, Subject, Walk},
    kernel::sha256::Sha256,
};
use serde_json::json;
use uuid::Uuid;

use crate::support::{Studio, kinds::AuditKind, sql};

/// A studio with some sealed entries.
fn audited(entries: usize) -> (Studio, Vec<Uuid>) {
    let studio = Studio::new();
    for n in 0..entries {
        studio
            .act(&studio.admin, |tx| {
                audit::record(tx, AuditKind::Done, studio.birch.id, json!({ "n": n, "name": "Birch" }))
            })
            .unwrap();
    }
    while studio.work(audit::seal) > 0 {}
    let ids = "select entry_id::text as text from audit_seals order by sequence";
    let ids = studio.set_up(|tx| Ok(sql::texts(tx.conn(), ids)));
    (studio, ids.iter().map(|id| id.parse().unwrap()).collect())
}

fn walk(studio: &Studio) -> Walk {
    studio.work(|tx| audit::verify(tx, None))
}

/// Changes a studio's audit tables as only their owner could.
pub fn tamper(studio: &Studio, table: &str, statement: &str) {
    studio.past_the_guards(table, statement);
}

#[test]
fn entries_are_chained_in_the_order_they_were_written() {
    let (studio, ids) = audited(5);
    assert!(ids.is_sorted() && ids.len() == 5);
    let whole = walk(&studio);
    assert_eq!((whole.through, whole.broken, whole.erased, whole.waiting), (5, None, 0, 0));
    // A later entry waits until it is sealed, and then continues the chain.
    studio.act(&studio.staff, |tx| audit::record(tx, AuditKind::Done, Subject::NOTHING, json!({}))).unwrap();
    assert_eq!((walk(&studio).through, walk(&studio).waiting), (5, 1));
    assert_eq!(studio.work(audit::seal), 1);
    assert_eq!(walk(&studio).through, 6);
}

#[test]
fn altering_any_field_is_detected() {
    let (studio, ids) = audited(3);
    let id = ids[1];
    let own = format!("where entry_id = '{id}'");
    let columns = |table: &str| {
        sql::texts(
            &mut sql::owner(),
            &format!("select column_name::text as text from information_schema.columns where table_name = '{table}'
                and table_schema = 'public' order by ordinal_position"),
        )
    };
    let mut altered = 0;
    for (table, key) in
        [("audit_entries", "id"), ("audit_particulars", "entry_id"), ("audit_seals", "entry_id")]
    {
        for column in columns(table) {
            let other = match (table, column.as_str()) {
                // These columns are not part of what happened: whether the entry is still to be sealed, and which erasure it belongs to.
                ("audit_particulars", "waits" | "erased_by") => continue,
                (_, "studio_id") => continue,
                (_, "id" | "entry_id" | "actor_id" | "subject_id") => "gen_random_uuid()",
                (_, "created_at" | "sealed_at") => &format!("{column} + interval '1 microsecond'"),
                (_, "sequence") => "sequence + 1000",
                (_, "facts") => r#"'{"n": 7}'"#,
                (_, "who_seal" | "facts_seal" | "who_salt" | "facts_salt" | "previous" | "hash") => {
                    "sha256(random()::text::bytea)"
                }
                _ => "'altered'",
            };
            let before = sql_row(&studio, table, key, id);
            tamper(&studio, table, &format!("update {table} set {column} = {other} where {key} = '{id}'"));
            let found = walk(&studio)
                .broken
                .unwrap_or_else(|| panic!("an alteration of {table}.{column} was not detected"));
            if !matches!(column.as_str(), "entry_id" | "sequence") {
                assert_eq!(found.entry, Some(id), "{table}.{column}");
            }
            let key_now = if matches!(column.as_str(), "id" | "entry_id") { None } else { Some(id) };
            restore(&studio, table, key, key_now, &ids, &before);
            assert_eq!(walk(&studio).broken, None, "{table}.{column} was restored");
            altered += 1;
        }
    }
    assert!(altered >= 25, "{altered}");
    tamper(
        &studio,
        "audit_particulars",
        &format!("update audit_particulars set facts_salt = null, facts = '{{}}' {own}"),
    );
    assert_eq!(walk(&studio).broken.unwrap().fault, Fault::Erased);
}

fn sql_row(studio: &Studio, table: &str, key: &str, id: Uuid) -> String {
    let query = format!("select to_jsonb(t)::text as text from {table} t where {key} = '{id}'");
    studio.set_up(|tx| Ok(sql::texts(tx.conn(), &query))).remove(0)
}

/// Restores a row. If its id was altered, it is the row whose id is none of the known ones.
fn restore(studio: &Studio, table: &str, key: &str, id: Option<Uuid>, all: &[Uuid], row: &str) {
    let others: Vec<_> = all.iter().map(|id| format!("'{id}'")).collect();
    let which = match id {
        Some(id) => format!("{key} = '{id}'"),
        None => format!("{key} not in ({})", others.join(", ")),
    };
    let row = row.replace('\'', "''");
    tamper(
        studio,
        table,
        &format!(
            "delete from {table} where {which};
             insert into {table} select * from jsonb_populate_record(null::{table}, '{row}')"
        ),
    );
}

#[test]
fn removing_an_entry_is_detected() {
    let (studio, ids) = audited(4);
    tamper(&studio, "audit_entries", &format!("delete from audit_entries where id = '{}'", ids[2]));
    let found = walk(&studio).broken.unwrap();
    assert_eq!((found.fault, found.entry, found.sequence), (Fault::Gone, Some(ids[2]), Some(3)));
    tamper(&studio, "audit_seals", "delete from audit_seals where sequence = 3");
    assert_eq!(walk(&studio).broken.unwrap().fault, Fault::Gap);
    let (studio, _) = audited(3);
    tamper(&studio, "audit_seals", "delete from audit_seals where sequence = 1");
    assert_eq!(
        walk(&studio).broken.unwrap().fault,
        Fault::Gap,
        "the first entries were not removed by retention"
    );
}

#[test]
fn a_truncated_chain_does_not_match_the_recorded_head() {
    let (studio, ids) = audited(3);
    let head = walk(&studio);
    let noted = Some((head.through, Sha256::from(head.head)));
    assert_eq!(studio.work(|tx| audit::verify(tx, noted)).broken, None);
    assert_eq!(studio.work(audit::check).broken, None);
    tamper(&studio, "audit_entries", &format!("delete from audit_entries where id = '{}'", ids[2]));
    tamper(&studio, "audit_seals", "delete from audit_seals where sequence = 3");
    assert_eq!(walk(&studio).broken, None, "without the recorded head, the chain appears complete");
    assert_eq!(studio.work(|tx| audit::verify(tx, noted)).broken.unwrap().fault, Fault::Head);
    // The daily check compares with the head of the previous one.
    assert_eq!(studio.work(audit::check).broken.unwrap().fault, Fault::Head);
}

#[test]
fn an_entry_outside_the_chain_is_detected() {
    let (studio, _) = audited(1);
    studio
        .act(&studio.admin, |tx| audit::record(tx, AuditKind::Hidden, Subject::NOTHING, json!({})))
        .unwrap();
    tamper(&studio, "audit_particulars", "update audit_particulars set waits = false");
    assert_eq!(studio.work(audit::seal), 0);
    assert_eq!(walk(&studio).broken.unwrap().fault, Fault::Outside);
}

#[test]
fn concurrent_writers_and_sealers_produce_one_chain() {
    let studio = Studio::new();
    std::thread::scope(|scope| {
        for writer in 0..6 {
            let studio = &studio;
            scope.spawn(move || {
                for n in 0..15 {
                    let entry = json!({ "writer": writer, "n": n });
                    studio
                        .act(&studio.admin, |tx| audit::record(tx, AuditKind::Done, Subject::NOTHING, entry))
                        .unwrap();
                    if n % 4 == writer % 4 {
                        studio.work(audit::seal);
                    }
                }
            });
        }
    });
    while studio.work(audit::seal) > 0 {}
    let whole = walk(&studio);
    assert_eq!((whole.through, whole.broken, whole.waiting), (90, None, 0));
}

#[test]
fn the_app_cannot_alter_or_remove_audit_rows() {
    let (studio, _) = audited(1);
    let system = reprint::access::Asks::scope(&reprint::access::SystemViewer::new(studio.id, "test"));
    for statement in [
        "update audit_entries set kind = 'x'",
        "delete from audit_entries",
        "truncate audit_entries",
        "update audit_seals set hash = previous",
        "delete from audit_seals",
        "truncate audit_seals",
        "update audit_particulars set facts = '{\"n\": 9}'",
        "update audit_particulars set actor_name = 'Eve'",
        "update audit_particulars set facts_salt = null, facts = '{}'",
        "update audit_particulars set waits = true",
        "delete from audit_particulars",
        "truncate audit_particulars",
    ] {
        let refused = sql::probe(&mut sql::app(), system, |connection| sql::touch(connection, statement));
        assert!(refused.is_err(), "the app may {statement}");
    }
    // Nor with the function of the retention job, as long as the entries are recent.
    let young = sql::probe(&mut sql::app(), system, |app| sql::touch(app, "select cut_audit(1000000)"));
    assert!(young.is_err_and(|why| why.contains("append-only")), "retention can remove recent entries");
    let read = sql::probe(&mut sql::app(), system, |connection| {
        sql::touch(connection, "select * from audit_entries")
    });
    assert!(read.is_ok());
}

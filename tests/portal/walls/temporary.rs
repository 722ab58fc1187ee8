//! Temporary tables: a trigger must use the table that it names, even if its caller has a temporary table of that name. In a new
//! database everybody can create those; the app's role cannot, so these tests use the owner of the tables, to whom the triggers also
//! apply.

use diesel::connection::SimpleConnection;
use reprint::access::Scope;

use super::attacked::attacked;
use crate::support::{Things, sql};

/// The result of statements in a scope; rolled back.
fn tries(scope: Scope, statements: &str) -> Result<(), String> {
    sql::probe(&mut sql::owner(), scope, |owner| {
        owner.batch_execute(statements).map_err(|error| error.to_string())
    })
}

#[track_caller]
fn refused(scope: Scope, temporary: &str, statements: &str, because: &str) {
    tries(scope, temporary).expect("temporary tables can be made");
    let said = tries(scope, &format!("{temporary}; {statements}"));
    assert!(said.as_ref().is_err_and(|said| said.contains(because)), "{statements}: {said:?}");
}

const INVOICES: &str = "create temp table invoices (studio_id uuid, id uuid, status text) on commit drop";
const BLOBS: &str = "create temp table blobs (studio_id uuid, id uuid, completed_at timestamptz, size_bytes bigint) on commit drop";
const USERS: &str =
    "create temp table users (studio_id uuid, id uuid, name text, erased_at timestamptz) on commit drop";

#[test]
fn a_sent_invoice_keeps_its_lines_and_its_pdf() {
    let attacked = attacked();
    let Things { invoice, .. } = attacked.birch.clone();
    let studio = attacked.studio.id;
    let staff = attacked.studio.scope(&attacked.studio.staff);
    for statement in [
        format!("delete from invoice_lines where invoice_id = '{invoice}'"),
        format!("update invoice_lines set amount_minor = 1 where invoice_id = '{invoice}'"),
    ] {
        refused(staff, INVOICES, &statement, "frozen");
    }
    let pdf = format!("(select pdf_blob_id from public.invoices where id = '{invoice}')");
    let statement = format!("delete from public.blob_chunks where blob_id = {pdf}");
    refused(attacked.system(), BLOBS, &statement, "kept");
    let statement = format!(
        "insert into blobs values ('{studio}', {pdf}, null, 0);
         insert into public.blob_chunks (studio_id, blob_id, position, bytes) values ('{studio}', {pdf}, 9, 'forged')"
    );
    refused(attacked.system(), BLOBS, &statement, "stay as they are");
}

#[test]
fn audit_entries_contain_their_actors_real_name() {
    let attacked = attacked();
    let (studio, jonas) = (attacked.studio.id, &attacked.studio.staff);
    let id = "0190cccc-0000-7000-8000-000000000000";
    let named = sql::probe(&mut sql::owner(), attacked.studio.scope(jonas), |owner| {
        let forged = format!(
            "{USERS}; insert into users values ('{studio}', '{jonas}', 'Vera Lindqvist', null);
             insert into audit_entries (id, kind, actor_id) values ('{id}', 'test.done', '{jonas}')",
            jonas = jonas.id
        );
        owner.batch_execute(&forged).expect("the entry is inserted");
        sql::announce(owner, attacked.system()).expect("the scope is set");
        sql::texts(
            owner,
            &format!("select actor_name as text from audit_particulars where entry_id = '{id}'"),
        )
    });
    assert_eq!(named, [jonas.name]);
}

#[test]
fn no_row_can_refer_to_an_erased_user() {
    let attacked = attacked();
    let tom = &attacked.studio.birch.member;
    let admin = attacked.studio.sign_in(&attacked.studio.admin);
    admin.post(&format!("/people/{}/erasure", tom.id), &[("name", tom.name)]).expect(303);
    let written = format!(
        "insert into audit_entries (id, kind, actor_id) values (gen_random_uuid(), 'test.done', '{}')",
        tom.id
    );
    refused(attacked.system(), USERS, &written, "erased");
}

#[test]
fn an_ended_session_stays_ended_despite_a_temporary_table() {
    let attacked = attacked();
    let (studio, ana) = (attacked.studio.id, attacked.studio.birch.manager.id);
    let session =
        "create temp table sessions (studio_id uuid, id uuid, token_hash bytea, user_id uuid, stage text,
        expires_at timestamptz, last_seen_at timestamptz) on commit drop";
    let asked = format!(
        "insert into sessions values ('{studio}', '{ana}', '\\x00', '{ana}', 'whole', now() + interval '1 day', now());
         select must_be_signed_in('{ana}', '00', '{ana}', true, 'client', '{}', 'manager', '', now(), now() - interval '1 day')",
        attacked.studio.birch.id
    );
    refused(attacked.system(), session, &asked, "has ended");
}

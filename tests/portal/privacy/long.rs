//! People and clients with a long history can be erased too.

use diesel::{PgConnection, connection::SimpleConnection};

use crate::{
    support::{Studio, sql},
    walls::system_of,
};

/// The audit entries of downloads by a staff member, about a client's file.
fn downloads(studio: &Studio, count: usize) -> String {
    format!(
        "insert into audit_entries (id, kind, actor_id, actor_name, address, agent, facts)
            select gen_random_uuid(), 'file.downloaded', '{}', '', '203.0.113.7', 'Portal tests',
                jsonb_build_object('name', 'proof.pdf', 'client_id', '{}') from generate_series(1, {count})",
        studio.staff.id, studio.birch.id
    )
}

fn left(studio: &Studio, part: &str) -> String {
    let query = format!(
        "select count(*)::text as text from audit_entries e join audit_particulars p on p.entry_id = e.id
            where e.kind = 'file.downloaded' and {part}"
    );
    studio.set_up(|tx| Ok(sql::texts(tx.conn(), &query))).remove(0)
}

#[test]
fn a_person_and_a_client_with_thousands_of_entries_are_erased() {
    let studio = Studio::new();
    let jonas = &studio.staff;
    for _ in 0..3 {
        studio.set_up(|tx| Ok(tx.conn().batch_execute(&downloads(&studio, 1000))?));
    }
    let admin = studio.sign_in(&studio.admin);
    assert_eq!(left(&studio, "p.agent <> ''"), "3000", "control");
    admin.post(&format!("/people/{}/erasure", jonas.id), &[("name", jonas.name)]).expect(303);
    assert_eq!(left(&studio, "p.agent <> ''"), "0");
    assert_eq!(left(&studio, "p.facts <> '{}'"), "3000", "the client's facts stay");
    admin.post(&format!("/clients/{}/erasure", studio.birch.id), &[("name", "Birch & Beam")]).expect(303);
    assert_eq!(left(&studio, "p.facts <> '{}'"), "0");
}

fn rows(app: &mut PgConnection) -> i64 {
    let read =
        "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::text as text from pg_stat_xact_user_tables";
    sql::texts(app, read).remove(0).parse().expect("a count")
}

/// The number of rows Postgres reads to clear this many entries, in a studio with a hundred users.
fn read_for(studio: &Studio, count: usize, kind: &str, subject: &str, call: &str) -> i64 {
    sql::probe(&mut sql::app(), system_of(studio), |app| {
        let account = uuid::Uuid::now_v7();
        for statement in [
            "insert into users (id, role, name, email) select gen_random_uuid(), 'staff', 'Kim', 'kim-' || n || '@reprint.example'
                from generate_series(1, 100) n",
            &downloads(studio, count),
            &format!("insert into audit_entries (id, kind, subject_id) values ('{account}', '{kind}', '{subject}')"),
        ] {
            sql::touch(app, statement).expect("the row is inserted");
        }
        let which = "select e.id::text as text from audit_entries e where e.studio_id = current_studio() and e.kind = 'file.downloaded'";
        let which = format!("array['{}']::uuid[]", sql::texts(app, which).join("', '"));
        let before = rows(app);
        sql::touch(app, &format!("select {call}({which}, '{account}')")).expect("the entries are cleared");
        rows(app) - before
    })
}

#[test]
fn each_additional_entry_costs_an_erasure_only_a_few_rows() {
    let studio = Studio::new();
    let (jonas, birch) = (studio.staff.id.to_string(), studio.birch.id.to_string());
    for (kind, subject, call) in
        [("user.erased", &jonas, "erase_audit_who"), ("client.erased", &birch, "erase_audit_facts")]
    {
        let [few, many] = [100, 600].map(|count| read_for(&studio, count, kind, subject, call));
        let each = (many - few) / 500;
        assert!(each < 30, "{call}: {few} rows, then {many}");
    }
}

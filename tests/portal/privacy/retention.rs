//! Data is deleted after the studio's retention periods.

use diesel::RunQueryDsl;
use reprint::{app, audit, web::throttle};

use crate::support::{Studio, sql};

fn apply(studio: &Studio) {
    // Runs the job immediately instead of at its scheduled time.
    let kinds = app::ROOMS.jobs(&studio.served.portal.config);
    studio.set_up(|tx| {
        reprint::jobs::enqueue(tx, reprint::jobs::Job::new("retention.apply", serde_json::json!({})))
    });
    studio.work_off_with(&kinds);
}

fn count(studio: &Studio, table: &str) -> String {
    let query = format!("select count(*)::text as text from {table}");
    studio.set_up(|tx| Ok(sql::texts(tx.conn(), &query))).remove(0)
}

#[test]
fn periods_have_a_minimum_and_changes_are_recorded() {
    let studio = Studio::new();
    let admin = studio.sign_in(&studio.admin);
    assert_eq!(admin.get("/studio/retention").expect(200).value_of("audit"), "3653");
    let days = [
        ("feed", "1095"),
        ("mail", "90"),
        ("session", "30"),
        ("link", "30"),
        ("export", "7"),
        ("trash", "14"),
        ("revision", "0"),
    ];
    let refused = admin.post("/studio/retention", &[&days[..], &[("audit", "30")]].concat()).expect(422);
    assert_eq!(refused.field_fault("audit").as_deref(), Some("Use at least 730 days."));
    admin.post("/studio/retention", &[&days[..], &[("audit", "800")]].concat()).expect(303);
    assert_eq!(admin.get("/studio/retention").expect(200).value_of("mail"), "90");
    admin
        .get("/audit?kind=retention")
        .expect(200)
        .says("mail 365 90")
        .says("trash 30 14")
        .says("audit 3653 800");
}

#[test]
fn old_data_is_deleted_and_the_chain_stays_valid() {
    let studio = Studio::new();
    studio.set_up(|tx| {
        for statement in [
            "insert into mails (id, kind, recipient, subject, text_body, html_body, sent_at, created_at) values
                (gen_random_uuid(), 'x', 'a@b.example', 'old', '', '', now(), now() - interval '400 days'),
                (gen_random_uuid(), 'x', 'a@b.example', 'young', '', '', now(), now() - interval '300 days')",
            "insert into audit_entries (id, kind, created_at) values
                ('00000000-0000-7000-8000-000000000001', 'test.old', now() - interval '4000 days'),
                ('00000000-0000-7000-8000-000000000002', 'test.old', now() - interval '3900 days'),
                (gen_random_uuid(), 'test.young', now())",
        ] {
            diesel::sql_query(statement).execute(tx.conn())?;
        }
        Ok(())
    });
    while studio.work(audit::seal) > 0 {}
    let user = studio.birch.manager.id;
    studio.set_up(|tx| {
        use diesel::connection::SimpleConnection;
        // Registrations and address changes that were never completed, and a rate-limit counter of long ago.
        Ok(tx.conn().batch_execute(&format!(
            "insert into client_codes (studio_id, id, client_id, code, code_hash, made_by)
                select studio_id, gen_random_uuid(), client_id, 'AAAA-BBBB-CCCC-DDDD', sha256('code'), id from users where id = '{user}';
             insert into registrations (studio_id, client_id, code_id, email, name, token_hash, expires_at)
                select studio_id, client_id, id, 'old@b.example', 'Old', sha256('old'), now() - interval '98 days' from client_codes
                union all
                select studio_id, client_id, id, 'new@b.example', 'New', sha256('new'), now() + interval '1 day' from client_codes;
             insert into email_changes (studio_id, id, user_id, email, old_hash, new_hash, created_at, expires_at)
                select studio_id, gen_random_uuid(), id, 'then@b.example', sha256('a'), sha256('b'), now() - interval '99 days',
                    now() - interval '98 days' from users where id = '{user}';
             insert into throttles (key, window_number, count) values ('read 203.0.113.7', 1, 1)"
        ))?)
    });
    apply(&studio);
    assert_eq!(count(&studio, "mails"), "1");
    assert_eq!(count(&studio, "registrations where email = 'old@b.example'"), "0");
    assert_eq!(count(&studio, "registrations where email = 'new@b.example'"), "1");
    assert_eq!(count(&studio, "email_changes"), "0");
    studio.work(throttle::sweep);
    assert_eq!(count(&studio, "throttles where window_number = 1"), "0");
    // The old entries were sealed just now, so they stay: the later of the two times counts.
    assert_eq!(count(&studio, "audit_entries where kind = 'test.old'"), "2");
    let system = format!("set local app.studio_id = '{}'; set local app.role = 'system'", studio.id);
    diesel::connection::SimpleConnection::batch_execute(
        &mut sql::owner(),
        &format!(
            "begin; {system}; alter table audit_seals disable trigger user;
             update audit_seals set sealed_at = now() - interval '3900 days' where sequence <= 2;
             alter table audit_seals enable trigger user; commit"
        ),
    )
    .unwrap();
    apply(&studio);
    assert_eq!(count(&studio, "audit_entries where kind = 'test.old'"), "0");
    while studio.work(audit::seal) > 0 {}
    let walk = studio.work(|tx| audit::verify(tx, None));
    assert_eq!(walk.broken, None, "the recorded cut explains the missing beginning");
    assert!(walk.through > 3);
}

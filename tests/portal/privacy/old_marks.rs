//! Markers written before they began with a special character: a migration adds it to erased rows, and not to rows that look alike.

use std::sync::Arc;

use diesel::{Connection, PgConnection, connection::SimpleConnection};
use reprint::kernel::time::SystemClock;

use crate::{
    messages::say,
    support::{cluster::Cluster, *},
};

const UP: &str = include_str!("../../../migrations/2026-12-01-000820_marks_that_nobody_types/up.sql");
const DOWN: &str = include_str!("../../../migrations/2026-12-01-000820_marks_that_nobody_types/down.sql");

/// The names and texts that may contain markers, with the character made visible.
fn told(cluster: &Cluster) -> Vec<String> {
    let mut connection =
        PgConnection::establish(&cluster.superuser_url()).expect("the superuser may connect");
    sql::texts(
        &mut connection,
        r"select replace(what || ' ' || told, U&'\FFF9', '*') as text from (
            select 'user' as what, name as told from users union all select 'client', name from clients
            union all select 'project', name from projects union all select 'message', body from messages
            union all select 'reversal', reason from payment_reversals
            union all select 'mail', concat_ws(' ', recipient_name, subject, text_body) from mails) texts order by 1",
    )
}

fn migrate(cluster: &Cluster, sql: &str) {
    let mut owner = PgConnection::establish(&cluster.owner_url).expect("the owner may connect");
    owner.transaction(|owner| owner.batch_execute(sql)).expect("the migration runs");
}

#[test]
fn old_markers_are_converted_only_in_erased_rows() {
    let cluster = cluster::another();
    let variables = [
        ("DATABASE_URL", cluster.app_url.as_str()),
        ("MIGRATION_DATABASE_URL", cluster.owner_url.as_str()),
        ("APP_ENV", "development"),
    ];
    let studio = Studio::at(&Served::with(Arc::new(SystemClock), &variables));
    // A studio is only looked up by its host if there is more than one.
    let _other = Studio::at(&studio.served);
    let (birch, northlight) = (studio.furnish(&studio.birch), studio.furnish(&studio.northlight));
    say(&studio.sign_in(&studio.northlight.manager), northlight.project, "Good morning.");
    let staff = studio.sign_in(&studio.staff);
    say(&staff, birch.project, "[erased]");
    let typed = format!(
        "update clients set name = 'former-client-BEEF' where id = '{}';
         update projects set name = 'erased-project' where id = '{}';
         update users set name = 'former-contact-BEEF' where id = '{}';
         insert into mails (id, kind, recipient, recipient_name, subject, text_body, html_body, user_id) values
            (gen_random_uuid(), 'test', 'a@erased.invalid', 'former-contact-BEEF', '[erased]', '[erased]', '<p>[erased]</p>', null),
            (gen_random_uuid(), 'test', '{}', 'Noor Haddad', 'Hello', 'Hello', '<p>Hello</p>', '{}')",
        studio.birch.id, birch.project, studio.birch.member.id, studio.northlight.manager.email, studio.northlight.manager.id
    );
    studio.set_up(|tx| Ok(tx.conn().batch_execute(&typed)?));
    let admin = studio.sign_in(&studio.admin);
    let erasure = format!("/clients/{}/erasure", studio.northlight.id);
    admin.post(&erasure, &[("name", studio.northlight.name)]).expect(303);

    let now = told(&cluster);
    migrate(&cluster, DOWN);
    let before = told(&cluster);
    assert!(
        before.iter().all(|text| !text.contains('*')),
        "the previous release has no such character: {before:#?}"
    );
    assert_eq!(before.len(), now.len());
    migrate(&cluster, UP);
    assert_eq!(told(&cluster), now);

    let held = |text: &str| now.iter().filter(|told| told.as_str() == text).count();
    for erased in
        ["project *erased-project", "message *[erased]", "reversal *[erased]", " *[erased] *[erased]"]
    {
        assert!(now.iter().any(|told| told.ends_with(erased)), "control: {erased} is missing from {now:#?}");
    }
    for typed in [
        "client former-client-BEEF",
        "project erased-project",
        "user former-contact-BEEF",
        "message [erased]",
        "mail former-contact-BEEF [erased] [erased]",
    ] {
        assert_eq!(held(typed), 1, "{typed} was typed: {now:#?}");
    }
    // The rows are still protected.
    let refused =
        studio.served.owning.write_here(&reprint::access::SystemViewer::new(studio.id, "test"), |tx| {
            Ok(tx
                .conn()
                .batch_execute("update clients set email = 'a@b.example' where erased_at is not null")?)
        });
    assert!(refused.is_err(), "erased rows cannot be changed");
}

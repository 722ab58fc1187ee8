//! A backup restored for trial use: sessions and links of the original do not work in it, and it sends no pending mail (security.md, K67).

use std::{path::Path, sync::Arc};

use diesel::{Connection, PgConnection};
use reprint::{
    app, demo, jobs,
    kernel::{secret::Token, time::SystemClock},
};

use crate::{
    backup::{portal_on, run},
    support::{
        cluster::{self, Cluster},
        sink::Sink,
        *,
    },
};

/// Credentials that stay in a trial copy, each with the reason.
const STAY: &[(&str, &str)] = &[
    ("passwords.hash", "users sign in to the copy with it; useless without the SECRET_KEY"),
    ("studios.address_key", "an erasure finds addresses with it; it gives no access"),
];

#[test]
fn a_trial_copy_has_no_valid_sessions_and_sends_no_pending_mail() {
    let (before, copy, whole) = (cluster::another(), cluster::throwaway(), cluster::throwaway());
    let key = Token::random().text();
    let original = portal_on(&before, &key);
    demo::load(&original.portal.config, &SystemClock, false).expect("the demo loads");
    let mara = Client::new(original.port, "localhost");
    mara.enter("mara@reprint.example", demo::PASSWORD).expect(303);
    mara.get("/people").expect(200);
    let invitee = [("name", "Lena Ost"), ("email", "lena@ost.example"), ("place", "staff")];
    mara.post("/people/invitations", &invitee).expect(303);

    let file = Path::new(&copy.dir).join("portal.dump");
    run("bin/backup", &[], &file, ("BACKUP_DATABASE_URL", &before.superuser_url()))
        .expect("a backup is made");
    let restore = |options: &[&str], onto: &Cluster| {
        run("bin/restore", options, &file, ("RESTORE_DATABASE_URL", &onto.superuser_url()))
            .expect("it is restored")
    };
    restore(&["--trial"], &copy);
    restore(&[], &whole);
    assert_eq!(credentials(&copy), STAY.iter().map(|(column, _)| (*column).to_owned()).collect::<Vec<_>>());
    assert!(credentials(&whole).len() > STAY.len(), "the control: credentials are found");

    // A session of the original is valid in a full copy, which may replace the original, but not in a trial copy.
    for (restored, opens) in [(&whole, true), (&copy, false)] {
        let served = portal_on(restored, &key);
        let browser = Client::new(served.port, "localhost");
        mara.cookies().split("; ").for_each(|cookie| browser.add_cookie(cookie));
        assert_eq!(browser.get("/").status == 200, opens);
        assert_eq!(pending(restored) > 0, opens, "only the full copy has pending mails and jobs");
        assert_eq!(send_another_mail(restored, &key) > 0, opens, "only the full copy sends mail");
    }
}

fn count(cluster: &Cluster, table: &str) -> usize {
    let mut connection =
        PgConnection::establish(&cluster.superuser_url()).expect("the superuser may connect");
    let text = sql::texts(&mut connection, &format!("select count(*)::text as text from {table}"));
    text[0].parse().expect("a number")
}

fn pending(cluster: &Cluster) -> usize {
    count(cluster, "jobs") + count(cluster, "mails")
}

/// How many mails reach the mail server after a user has requested a link to reset the password.
fn send_another_mail(cluster: &Cluster, key: &str) -> usize {
    let sink = Sink::new();
    let variables = [
        ("DATABASE_URL", cluster.app_url.as_str()),
        ("SECRET_KEY", key),
        ("APP_ENV", "development"),
        ("SMTP_URL", &sink.url()),
        ("MAIL_FROM", "portal@reprint.example"),
    ];
    let served = Served::with(Arc::new(SystemClock), &variables);
    let visitor = Client::new(served.port, "localhost");
    visitor.get("/password-resets").expect(200);
    visitor.post("/password-resets", &[("email", "mara@reprint.example")]).expect(200);
    let studio = sql::texts(
        &mut PgConnection::establish(&cluster.superuser_url()).expect("the superuser may connect"),
        "select id::text as text from studios",
    );
    let kinds = app::ROOMS.jobs(&served.portal.config);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let tools = served.portal.tools();
    let work = jobs::work_off(&tools, &kinds, studio[0].parse().expect("an id"));
    let done = runtime.block_on(async { work.await.expect("Postgres is there") });
    assert!(done > 0, "the control: there is a mail to deliver");
    assert!(count(cluster, "mails") > 0, "it is in the outbox");
    sink.heard().len()
}

/// The columns with credentials, according to docs/data-classification.toml, that are not empty.
fn credentials(cluster: &Cluster) -> Vec<String> {
    let mut connection =
        PgConnection::establish(&cluster.superuser_url()).expect("the superuser may connect");
    let text = include_str!("../../docs/data-classification.toml");
    let mut table = "";
    let mut open = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            table = name;
        } else if let Some((column, "\"credential\"")) = line.split_once(" = ") {
            let filled = format!("select count({column})::text as text from {table}");
            if sql::texts(&mut connection, &filled)[0] != "0" {
                open.push(format!("{table}.{column}"));
            }
        }
    }
    open
}

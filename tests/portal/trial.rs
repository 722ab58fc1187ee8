//! A backup restored for a trial: nobody comes in by what was open in the original, and nothing leaves it (security.md, K67).

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

/// Columns that open doors and stay in a copy for trials, each with its reason.
const STAY: &[(&str, &str)] = &[
    ("passwords.hash", "by it people sign in to the copy; worth nothing without the SECRET_KEY"),
    ("studios.address_key", "by it an erasure finds addresses; it opens nothing"),
];

#[test]
fn a_copy_for_trials_keeps_nobody_signed_in_and_sends_no_mail() {
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
    assert_eq!(doors(&copy), STAY.iter().map(|(column, _)| (*column).to_owned()).collect::<Vec<_>>());
    assert!(doors(&whole).len() > STAY.len(), "the control: doors are found");

    // What opened the original opens a copy that takes its place, and not one for trials.
    for (restored, opens) in [(&whole, true), (&copy, false)] {
        let served = portal_on(restored, &key);
        let browser = Client::new(served.port, "localhost");
        mara.cookies().split("; ").for_each(|cookie| browser.add_cookie(cookie));
        assert_eq!(browser.get("/").status == 200, opens);
        assert_eq!(waits(restored) > 0, opens, "mails and jobs wait in the one, and not in the other");
        assert_eq!(send_another_mail(restored, &key) > 0, opens, "mail leaves the one, and not the other");
    }
}

fn count(cluster: &Cluster, table: &str) -> usize {
    let mut connection =
        PgConnection::establish(&cluster.superuser_url()).expect("the superuser may connect");
    let text = sql::texts(&mut connection, &format!("select count(*)::text as text from {table}"));
    text[0].parse().expect("a number")
}

fn waits(cluster: &Cluster) -> usize {
    count(cluster, "jobs") + count(cluster, "mails")
}

/// How many mails reach a mail server after somebody who forgot their password asks for another.
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

/// The columns that open doors, by docs/data-classification.toml, and in which something stands.
fn doors(cluster: &Cluster) -> Vec<String> {
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

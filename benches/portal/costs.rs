//! The cost of a page and a message in CPU time of the app and of Postgres, compared with plain reads that do not depend on our own
//! statements.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::{
    CONNECTIONS, ROUND_SECONDS, ROUNDS,
    http::Browser,
    load,
    postgres::Postgres,
    report::{Budget::Loose, Report, median},
    server::Server,
};

/// The content of a project's page in seven reads by key or index, without policies.
const PLAIN: [&str; 7] = [
    "select * from sessions where studio_id = :studio and token_hash = :session",
    "select * from users where studio_id = :studio and id = :reader",
    "select p.*, c.name from projects p join clients c on c.studio_id = p.studio_id and c.id = p.client_id where p.studio_id = :studio and p.id = :project",
    "select * from milestones where studio_id = :studio and project_id = :project order by position",
    "select * from files where studio_id = :studio and project_id = :project and deleted_at is null order by latest_version_id desc limit 10",
    "select * from messages where studio_id = :studio and conversation_id = :conversation order by id desc limit 10",
    "select * from invoices where studio_id = :studio and client_id = :client and status = 'sent' and paid_minor < total_minor order by due_on limit 10",
];

/// Measures a project's page alternately with the plain reads, and the CPU time per page.
pub fn pages(report: &mut Report, postgres: &Postgres, server: &Server, client: &Browser, project: &str) {
    report.title("A project's page, signed in, compared with pgbench running seven plain reads");
    let id = project.trim_start_matches("/projects/");
    let found = postgres.query(&format!(
        "select studio_id, client_id, id, coalesce((select c.id from conversations c where c.project_id = p.id), id),
            (select u.id from users u where u.client_id = p.client_id order by u.id limit 1),
            (select token_hash from sessions s where s.studio_id = p.studio_id limit 1)
        from projects p where id = '{id}'"
    ));
    let names = ["studio", "client", "project", "conversation", "reader", "session"];
    let values: Vec<(String, String)> =
        names.iter().map(ToString::to_string).zip(found.split('|').map(str::to_owned)).collect();
    let plain = PLAIN.join(";\n") + ";\n";
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let (app, database) = (server.seconds(), postgres.seconds());
        let rate = load(client, project);
        let served = rate * ROUND_SECONDS as f64;
        let per_page = |before: f64, after: f64| (after - before) * 1000.0 / served;
        let costs = (per_page(app, server.seconds()), per_page(database, postgres.seconds()));
        rounds.push((rate, postgres.plain(&plain, &values, CONNECTIONS, ROUND_SECONDS), costs));
    }
    report.note("pages per second", median(rounds.iter().map(|round| round.0)), "");
    report.note("pgbench, transactions per second", median(rounds.iter().map(|round| round.1)), "");
    let ratio = median(rounds.iter().map(|(pages, plain, _)| pages / plain));
    report.at_least("pages / transactions", ratio, 0.5, "", Loose);
    report.note("CPU of the app per page", median(rounds.iter().map(|round| round.2.0)), "ms");
    report.note("CPU of Postgres per page", median(rounds.iter().map(|round| round.2.1)), "ms");
}

/// Measures messages sent to one conversation on as many connections as the pool has.
pub fn posting(report: &mut Report, postgres: &Postgres, server: &Server, staff: &Browser, project: &str) {
    report.title("Sending messages, one conversation");
    let (app, database) = (server.seconds(), postgres.seconds());
    let began = Instant::now();
    let sent = send(staff, project, 2 * ROUND_SECONDS);
    report.note("messages per second", sent / began.elapsed().as_secs_f64(), "");
    report.note("CPU of the app per message", (server.seconds() - app) * 1000.0 / sent, "ms");
    report.note("CPU of Postgres per message", (postgres.seconds() - database) * 1000.0 / sent, "ms");
}

/// Sends messages for some seconds, and returns how many were sent.
pub fn send(staff: &Browser, project: &str, seconds: u64) -> f64 {
    let path = format!("{project}/messages");
    let sent = AtomicUsize::new(0);
    let end = Instant::now() + Duration::from_secs(seconds);
    thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| {
                let mut browser = staff.twin();
                let token = browser.token(&path);
                while Instant::now() < end {
                    let key = uuid::Uuid::new_v4().to_string();
                    let form = [("_csrf", token.as_str()), ("body", "As agreed."), ("client_key", &key)];
                    assert_eq!(browser.post(&path, &form).status, 303);
                    sent.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    sent.into_inner() as f64
}

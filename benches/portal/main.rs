//! Measures the portal in comparison with its building blocks, on a throwaway cluster with the demo's data and more. Run by
//! `bin/bench`.

mod bare;
mod beside;
mod costs;
mod fan_out;
mod fill;
mod http;
mod pdf;
mod postgres;
mod report;
mod server;
mod signing_in;

use std::{
    collections::BTreeSet,
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use diesel::{Connection, PgConnection};
use http::{Browser, line};
use postgres::Postgres;
use report::{
    Budget::{Firm, Loose},
    Report, median, percentile,
};
use reprint::demo::PASSWORD;
use server::Server;
use uuid::Uuid;

const STAFF: &str = "mara@reprint.example";
const CLIENT: &str = "ana@birch-and-beam.example";
/// The user for whom the bench signs in so often that the session limit ends the older ones.
const CROWD: &str = "priya@northlight.example";

/// As many as the pool has.
const CONNECTIONS: usize = 8;
const ROUNDS: usize = 7;
const ROUND_SECONDS: u64 = 2;
const MESSAGES: usize = 60;

const KB: f64 = 1024.0;

fn main() -> ExitCode {
    let port = std::env::var("PORT").ok().and_then(|port| port.parse().ok()).unwrap_or(4170);
    // Started by the bench itself, as the server that the portal is compared with.
    if std::env::args().nth(1).is_some_and(|argument| argument == "serve") {
        return bare::serve(port).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    let mut report = Report::default();
    let postgres = Postgres::from_env();
    let project = format!("/projects/{}", fill(&postgres));

    report.title("Start");
    let starts = (0..3).map(|_| Server::start(port).ready_after.as_secs_f64());
    report.at_most("start to ready, migrated database", median(starts), 1.0, "s", Loose);

    let server = Server::start(port);
    let (mut staff, mut client) = (Browser::new(server.port), Browser::new(server.port));
    staff.sign_in(STAFF, PASSWORD);
    client.sign_in(CLIENT, PASSWORD);

    let pages = pages(&mut client, &project);
    weigh(&mut report, &mut client, &pages);
    count(&mut report, &postgres, &mut client, &pages);
    compare(&mut report, &postgres, &client, &project);
    costs::pages(&mut report, &postgres, &server, &client, &project);
    costs::posting(&mut report, &postgres, &server, &staff, &project);
    beside::beside(&mut report, &postgres, &server, [&client, &staff], &project);
    alone(&mut report, &client, &project);
    messages(&mut report, &mut staff, &client, &project);
    signing_in::flood(&mut report, &client, &project);

    report.title("Memory after all of this");
    let (now, highest) = server.memory();
    report.at_most("resident", now as f64 / KB, 80.0, "MB", Firm);
    report.note("at its highest", highest as f64 / KB, "MB");
    drop(server);

    fan_out::fan_out(&mut report, &postgres, port, &project);

    report.title("A one-page invoice as PDF");
    let (costs, size) = pdf::print(20);
    report.at_most("processor time", median(costs), 30.0, "ms", Loose);
    report.at_most("size", size as f64 / KB, 120.0, "KB", Firm);

    match report.faults() {
        0 => ExitCode::SUCCESS,
        faults => {
            println!("\n{faults} firm budgets were exceeded");
            ExitCode::FAILURE
        }
    }
}

/// Fills the demo studio around one of the client's projects, and returns the project.
fn fill(postgres: &Postgres) -> Uuid {
    let (studio, client, project) = measured(postgres);
    let owner = std::env::var("MIGRATION_DATABASE_URL").expect("bin/bench sets it");
    let mut owner = PgConnection::establish(&owner).expect("the owner may connect");
    fill::fill(&mut owner, studio, client, project, scale()).expect("the studio can be filled");
    project
}

/// The multiple of a year's work.
fn scale() -> u32 {
    std::env::var("BENCH_SCALE").ok().and_then(|scale| scale.parse().ok()).unwrap_or(1)
}

/// The studio, client and project that are measured.
fn measured(postgres: &Postgres) -> (Uuid, Uuid, Uuid) {
    let found = postgres.query(&format!(
        "select p.studio_id, p.client_id, p.id from users u join projects p on p.studio_id = u.studio_id and p.client_id = u.client_id
            where u.email = '{CLIENT}' and p.archived_at is null order by p.id limit 1"
    ));
    let ids: Vec<Uuid> = found.split('|').map(|id| id.parse().expect("an id")).collect();
    (ids[0], ids[1], ids[2])
}

/// The pages that a client's user visits.
fn pages(client: &mut Browser, project: &str) -> Vec<String> {
    let invoice = first_link(&client.get("/invoices").text(), "/invoices/");
    let file = first_link(&client.get(&format!("{project}/files")).text(), "/files/");
    let below = ["", "/milestones", "/files", "/messages", "/money", "/activity"];
    let fixed = ["/", "/projects", "/messages", "/invoices"].map(str::to_owned);
    let of_project = below.map(|tab| format!("{project}{tab}"));
    fixed.into_iter().chain(of_project).chain([file, invoice]).collect()
}

/// The first link on a page that consists of a prefix and an id.
fn first_link(page: &str, prefix: &str) -> String {
    let mut links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let is_id = |id: &str| id.len() == 36 && id.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    let link = links.find(|link| link.strip_prefix(prefix).is_some_and(is_id));
    link.unwrap_or_else(|| panic!("no link to {prefix}… on the page")).to_owned()
}

/// Measures the compressed size of what a first visit to each page loads.
fn weigh(report: &mut Report, client: &mut Browser, pages: &[String]) {
    report.title("A first visit, compressed");
    let (mut html, mut css, mut scripts, mut fonts) = (Vec::new(), 0.0_f64, 0.0_f64, 0.0_f64);
    let mut requests = 0;
    for path in pages {
        let page = client.get(path);
        assert_eq!(page.status, 200, "{path}");
        html.push((client.get_compressed(path).body.len() as f64 / KB, path));
        let text = page.text();
        let named = text.split('"').filter(|part| part.starts_with("/assets/"));
        let assets: BTreeSet<_> = named.filter_map(|asset| asset.split('#').next()).collect();
        requests = requests.max(1 + assets.len());
        let mut sum = |end: &str| -> f64 {
            let of_kind = assets.iter().filter(|asset| asset.ends_with(end));
            of_kind.map(|asset| client.get_compressed(asset).body.len() as f64 / KB).sum()
        };
        (css, scripts, fonts) = (css.max(sum(".css")), scripts.max(sum(".js")), fonts.max(sum(".woff2")));
    }
    let (largest, path) = html.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)).expect("a page");
    report.at_most(&format!("HTML of the largest page ({})", pattern(path)), largest, 15.0, "KB", Firm);
    report.at_most("requests", requests as f64, 8.0, "", Firm);
    report.at_most("CSS", css, 30.0, "KB", Firm);
    report.at_most("scripts", scripts, 45.0, "KB", Firm);
    report.at_most("fonts", fonts, 90.0, "KB", Firm);
}

/// Counts the statements of each page, without those for session and scope. Takes the minimum of several visits, because the app
/// occasionally runs maintenance of its own.
fn count(report: &mut Report, postgres: &Postgres, client: &mut Browser, pages: &[String]) {
    report.title("Statements of a page, without session and scope");
    postgres.log_statements(true);
    for path in pages {
        let visits = (0..3).map(|_| {
            let asked = postgres.asked_during(|| drop(client.get(path)));
            asked.iter().filter(|statement| !statement.is_overhead()).count()
        });
        report.at_most(&pattern(path), visits.min().unwrap_or_default() as f64, 8.0, "", Firm);
    }
    postgres.log_statements(false);
}

/// Measures a project's page alternately with pgbench running the same statements on as many connections.
fn compare(report: &mut Report, postgres: &Postgres, client: &Browser, project: &str) {
    report.title("A project's page, signed in, compared with pgbench running the same statements");
    postgres.log_statements(true);
    let mut visitor = client.twin();
    let visits = (0..3).map(|_| postgres.asked_during(|| drop(visitor.get(project))));
    let asked = visits.min_by_key(Vec::len).expect("a visit");
    postgres.log_statements(false);
    report.note("messages to Postgres in total", asked.len() as f64, "");
    let rounds: Vec<(f64, f64)> = (0..ROUNDS)
        .map(|_| (load(client, project), postgres.replay(&asked, CONNECTIONS, ROUND_SECONDS)))
        .collect();
    report.note("pages per second", median(rounds.iter().map(|round| round.0)), "");
    report.note("pgbench, transactions per second", median(rounds.iter().map(|round| round.1)), "");
    let ratio = median(rounds.iter().map(|(pages, transactions)| pages / transactions));
    report.at_least("pages / transactions", ratio, 0.5, "", Loose);
}

/// Pages per second on as many connections.
fn load(client: &Browser, path: &str) -> f64 {
    let (served, began) = (AtomicUsize::new(0), Instant::now());
    let end = began + Duration::from_secs(ROUND_SECONDS);
    thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| {
                let mut browser = client.twin();
                while Instant::now() < end {
                    assert_eq!(browser.get(path).status, 200);
                    served.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    served.into_inner() as f64 / began.elapsed().as_secs_f64()
}

/// Measures a single reader's page alternately uncompressed and as browsers fetch it: a response in several parts must not be
/// delayed between them.
fn alone(report: &mut Report, client: &Browser, project: &str) {
    report.title("A project's page, one after another");
    let mut reader = client.twin();
    let milliseconds = |began: Instant| began.elapsed().as_secs_f64() * 1000.0;
    let (plain, compressed): (Vec<_>, Vec<_>) = (0..200)
        .map(|_| {
            let began = Instant::now();
            assert_eq!(reader.get(project).status, 200);
            let plain = milliseconds(began);
            let began = Instant::now();
            assert_eq!(reader.get_compressed(project).status, 200);
            (plain, milliseconds(began))
        })
        .unzip();
    let (plain, compressed) = (median(plain), median(compressed));
    report.note("plain, median", plain, "ms");
    report.note("compressed, median", compressed, "ms");
    report.at_most("compressed / plain", compressed / plain, 2.0, "", Loose);
}

/// Measures the time from sending a message to its arrival on another user's open page.
fn messages(report: &mut Report, staff: &mut Browser, client: &Browser, project: &str) {
    report.title("A message, from sending to arrival on another user's page");
    let path = format!("{project}/messages");
    let token = staff.token(&path);
    let mut stream = client.listen("/live");
    thread::sleep(Duration::from_millis(300));
    let took = (0..MESSAGES).map(|number| {
        let body = format!("Message {number} of {MESSAGES}, counted");
        let key = Uuid::new_v4().to_string();
        let began = Instant::now();
        let (sent, arrived) = thread::scope(|scope| {
            let arrival = scope.spawn(|| {
                while !line(&mut stream).contains(&body) {}
                began.elapsed()
            });
            let sent = staff.post(&path, &[("_csrf", &token), ("body", &body), ("client_key", &key)]);
            (sent, arrival.join().expect("the message arrives"))
        });
        assert_eq!(sent.status, 303);
        thread::sleep(Duration::from_millis(7)); // avoids running in lockstep with a timer
        arrived.as_secs_f64() * 1000.0
    });
    let took: Vec<f64> = took.collect();
    report.at_most("median", median(took.iter().copied()), 100.0, "ms", Loose);
    report.note("95 of 100", percentile(took, 95), "ms");
}

/// A path with its ids replaced.
fn pattern(path: &str) -> String {
    let part = |part: &str| if part.len() == 36 { "…".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

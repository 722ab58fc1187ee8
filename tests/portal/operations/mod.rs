//! Monitoring, and the behaviour while Postgres is unavailable.

use std::{sync::Arc, time::Duration};

use reprint::{
    kernel::time::{FixedClock, SystemClock},
    operations::clock_fault,
};
use reqwest::Method;

use crate::{
    live::Stream,
    support::{Client, Served, Studio, process::Process},
};

fn served(variables: &[(&str, &str)]) -> (Served, Client) {
    let served = Served::with(Arc::new(SystemClock), variables);
    let client = Client::new(served.port, "localhost");
    (served, client)
}

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn health_reports_each_component() {
    let (served, machine) = served(&[]);
    machine.get("/health/live").expect(200);
    machine.get("/health/ready").expect(200);
    let health: serde_json::Value = serde_json::from_str(&machine.get("/health").expect(200).body()).unwrap();
    for fact in ["status", "version", "uptime_seconds", "database", "storage", "queue"] {
        assert!(!health[fact].is_null(), "{fact} in {health}");
    }
    assert_eq!(health["database"]["status"], "ok");
    served.portal.close();
    machine.get("/health/ready").expect(503);
    machine.get("/health/live").expect(200);
}

#[test]
fn readiness_asks_postgres_once_a_second_however_many_probes_there_are() {
    let (served, machine) = served(&[]);
    machine.get("/health/ready").expect(200);
    let (before, began) = (served.portal.db.statements(), std::time::Instant::now());
    for _ in 0..50 {
        machine.get("/health/ready").expect(200);
    }
    let asked = served.portal.db.statements() - before;
    assert!(asked <= 2 * (1 + began.elapsed().as_secs()), "{asked} statements");
}

#[test]
fn without_postgres_pages_report_it_quickly_and_the_process_stays_up() {
    let (_served, reader) =
        served(&[("DATABASE_URL", "postgres://app@127.0.0.1:1/nowhere"), ("DATABASE_WAIT_SECONDS", "1")]);
    for _ in 0..3 {
        let page = reader.get("/sign-in").expect(503);
        assert_eq!(page.header("retry-after"), Some("5"));
        assert!(page.has("h1"));
        page.lacks("127.0.0.1:1");
    }
    reader.get("/health/live").expect(200);
    reader.get("/health/ready").expect(503);
    reader.get("/health").expect(503).says("\"down\"");
}

#[test]
fn on_a_stop_signal_streams_end_and_the_process_exits_cleanly() {
    let studio = Studio::new();
    let mut process = Process::start(&[]);
    process.awake();
    let mut stream = Stream::of_page(&process.sign_in(&studio, &studio.staff), "/messages");
    assert!(process.stop().success());
    assert!(stream.ends(Duration::from_secs(5)));
    let lines = process.end().lines;
    let says = |what: &str| lines.iter().position(|line| line.contains(&format!("\"{what}\"")));
    assert!(says("stop requested").is_some() && says("stop requested") < says("stopped"), "{lines:#?}");
}

#[test]
fn metrics_require_the_token() {
    let (_served, scraper) = served(&[("METRICS_TOKEN", TOKEN)]);
    scraper.get("/metrics").expect(401);
    let ask = |token: &str| {
        scraper
            .send(scraper.request(Method::GET, "/metrics").header("authorization", format!("Bearer {token}")))
    };
    ask("0123456789abcdef0123456789abcdeX").expect(401);
    ask("").expect(401);
    scraper.get("/projects/0190f3a2-7c1e-7d3b-9a55-0123456789ab");
    scraper.get("/nowhere/at/all");
    let text = ask(TOKEN).expect(200).body();
    for series in [
        "database_up 1",
        "jobs_waiting",
        "mails_waiting",
        "live_streams",
        "process_uptime_seconds",
        "route=\"/projects/{id}\"",
    ] {
        assert!(text.contains(series), "{series} in\n{text}");
    }
    assert!(!text.contains("0190f3a2") && !text.contains("/nowhere"), "paths are not used as labels");
    let (_served, stranger) = served(&[("METRICS_TOKEN", "")]);
    stranger.get("/metrics").expect(404);
}

#[test]
fn every_response_carries_its_request_id() {
    let ana = Studio::new().visit();
    let asked = |id: &str| ana.send(ana.request(Method::GET, "/sign-in").header("x-request-id", id));
    assert_eq!(asked("req-0123456789").header("x-request-id"), Some("req-0123456789"));
    for bad in ["short", "with space and more", "semi;colon;semi;colon"] {
        let given = asked(bad).header("x-request-id").unwrap().to_owned();
        assert!(given != bad && given.len() == 36, "{given}");
    }
    let missing =
        ana.send(ana.request(Method::GET, "/nothing-here").header("x-request-id", "req-9876543210"));
    assert_eq!(missing.header("x-request-id"), Some("req-9876543210"));
}

#[test]
fn a_clock_difference_is_detected() {
    let db = &crate::support::portal().portal.db;
    let off = FixedClock::at("2020-02-29T12:00:00Z".parse().unwrap());
    let said = db.outside_here(|connection| clock_fault(connection, &off)).unwrap();
    assert!(said.is_some_and(|said| said.contains("behind the database's")));
    assert_eq!(db.outside_here(|connection| clock_fault(connection, &SystemClock)).unwrap(), None);
}

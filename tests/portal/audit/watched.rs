//! Logging for monitoring: each refused request and each internal error leaves a line with its request id (security.md, V16).

use reqwest::Method;
use serde_json::Value;
use uuid::Uuid;

use crate::support::process::Process;
use crate::{
    files::{PDF, autumn_catalogue, files_of, send},
    support::{Page, Studio},
};

/// The line that a target logged for a response, found by the request id.
fn line<'a>(events: &'a [Value], target: &str, page: &Page) -> &'a Value {
    let reference = page.header("x-request-id").expect("a response has a request id");
    let mut lines = events.iter().filter(|event| {
        event["target"] == target && (event["request"] == reference || event["reference"] == reference)
    });
    let found = lines.next().unwrap_or_else(|| panic!("{target} logs nothing for {}", page.url));
    assert!(lines.next().is_none(), "logged twice: {found}");
    found
}

#[test]
fn every_refusal_is_logged_with_its_request_id() {
    let studio = Studio::new();
    let project = studio.furnish(&studio.northlight).project;
    let process = Process::start(&[("THROTTLE_CREDENTIALS", "1")]);
    process.awake();
    let (jonas, ana) =
        (process.sign_in(&studio, &studio.staff), process.sign_in(&studio, &studio.birch.manager));
    let stranger = process.visit(&studio);
    // Refused by role; hidden by row-level security; missing; without a form token; rate-limited.
    let by_role = jonas.get("/audit").expect(403);
    let hidden = ana.get(&format!("/projects/{project}")).expect(404);
    let missing = ana.get(&format!("/projects/{}", Uuid::now_v7())).expect(404);
    let forged = ana.send(ana.request(Method::POST, "/account").form(&[("name", "Eve")])).expect(403);
    stranger.get("/sign-in").expect(200);
    let fields = [("email", "eve@evil.example"), ("password", "is it this one?")];
    stranger.post("/sign-in", &fields).expect(422);
    let throttled = stranger.post("/sign-in", &fields).expect(429);
    // The control: a permitted request leaves no line.
    let allowed = jonas.get(&format!("/projects/{project}")).expect(200);

    let lines = process.end().lines;
    let events: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let (jonas, ana) = (studio.staff.id.to_string(), studio.birch.manager.id.to_string());
    for (page, event, actor, about) in [
        (&by_role, "access.refused", jonas.as_str(), "GET /audit"),
        (&hidden, "access.hidden", &ana, "GET /projects/{id}"),
        (&missing, "access.hidden", &ana, "GET /projects/{id}"),
        (&forged, "csrf.refused", &ana, "POST /account"),
        (&throttled, "throttle.refused", "", "POST /sign-in"),
    ] {
        let told = line(&events, "security", page);
        assert_eq!((&told["event"], &told["about"]), (&event.into(), &about.into()), "{told}");
        assert_eq!((&told["actor"], &told["address"]), (&actor.into(), &"127.0.0.1".into()), "{told}");
        assert_eq!((&told["outcome"], &told["level"]), (&"refused".into(), &"WARN".into()), "{told}");
    }
    let reference = allowed.header("x-request-id").expect("a response has a request id");
    assert!(!events.iter().any(|event| event["target"] == "security" && event["request"] == reference));
}

#[test]
fn a_request_with_an_invalid_address_is_logged() {
    let studio = Studio::new();
    let process = Process::start(&[("TRUSTED_HOPS", "1")]);
    process.awake();
    let stranger = process.visit(&studio);
    let from = |address: &str| {
        stranger.send(stranger.request(Method::GET, "/sign-in").header("x-forwarded-for", address))
    };
    let (refused, allowed) = (from("203.0.113.7, unknown").expect(400), from("203.0.113.7").expect(200));
    let lines = process.end().lines;
    let events: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let told = line(&events, "security", &refused);
    assert_eq!(
        (&told["event"], &told["address"]),
        (&"address.refused".into(), &"127.0.0.1".into()),
        "{told}"
    );
    let reference = allowed.header("x-request-id").expect("a response has a request id");
    assert!(!events.iter().any(|event| event["target"] == "security" && event["request"] == reference));
}

#[test]
fn an_internal_error_is_logged_with_its_request_id() {
    let studio = Studio::new();
    let process = Process::start(&[]);
    process.awake();
    let draft = studio.furnish(&studio.birch).draft;
    studio.spoil(draft);
    let browser = process.sign_in(&studio, &studio.staff);
    let failed = browser.get(&format!("/invoices/{draft}")).expect(500);
    let reference = failed.header("x-request-id").expect("a response has a request id").to_owned();
    let failed = failed.says(&reference).lacks("TooLarge");
    let well = browser.get("/account").expect(200);

    let lines = process.end().lines;
    let events: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let told = line(&events, "reprint_web::error_pages", &failed);
    assert_eq!((&told["level"], &told["status"]), (&"ERROR".into(), &500.into()), "{told}");
    assert!(told["cause"].as_str().is_some_and(|cause| cause.contains("TooLarge")), "{told}");
    let well = well.header("x-request-id").expect("a response has a request id");
    assert!(!events.iter().any(|event| event["reference"] == well));
}

#[test]
fn the_process_writes_only_to_standard_output() {
    let studio = Studio::new();
    let project = autumn_catalogue(&studio);
    let process = Process::start(&[]);
    process.awake();
    let ana = process.sign_in(&studio, &studio.birch.manager);
    send(&ana, project, "Label.pdf", PDF).expect(303);
    ana.get(&files_of(project)).expect(200).says("Label.pdf");
    ana.get("/projects/x").expect(404);
    let left = process.end();
    assert_eq!(left.files, Vec::<std::path::PathBuf>::new());
    assert_eq!(left.on_standard_error, "");
    assert!(left.lines.len() > 3, "the control: the process has logged some lines");
}

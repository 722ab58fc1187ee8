//! The log of the process: machine-readable lines without secrets (security.md, K40).

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use chrono::Utc;
use serde_json::Value;

use crate::support::process::Process;
use crate::{
    accounts::{factors::App, link_to},
    support::{Client, Studio},
};

/// A secret that must not appear in the log, and its description.
struct Canary(&'static str, String);

impl Canary {
    /// Whether a line contains it. A short code only counts as a whole word, since ids may contain the same digits.
    fn is_in(&self, line: &str) -> bool {
        if self.1.len() > 8 {
            return line.contains(&self.1);
        }
        line.split(|c: char| !c.is_alphanumeric()).any(|word| word == self.1)
    }
}

const MISCHIEF: &str = "Ana\r\n{\"event\":\"forged\"} \u{1b}[31m\u{202e}nimda\u{2028}\u{9b}2J";

#[test]
fn no_log_line_contains_a_secret_or_a_line_break() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    let process = Process::start(&[]);
    let mut lines = process.awake();
    let visit = || Client::new(process.port, &studio.host);
    let mut canaries = vec![Canary("the secret key", process.secret_key.clone())];

    // Failed sign-ins, by someone who tries to forge log lines.
    let wrong = "a wrong canary that nobody guesses";
    visit().enter(&ana.email, wrong).expect(422);
    visit().enter(MISCHIEF, wrong).expect(422);
    canaries.push(Canary("a wrong password", wrong.to_owned()));
    let browser = visit();
    let asked =
        browser.request(reqwest::Method::GET, "/nowhere%0D%0A%1B%5B31m%E2%80%AE?password=in-the-query");
    let agent = reqwest::header::HeaderValue::from_bytes("Agent \u{202e}tnega \u{2066}x\u{2028}".as_bytes());
    browser.send(asked.header("user-agent", agent.expect("bytes beyond ASCII are allowed"))).expect(404);
    canaries.push(Canary("a query", "in-the-query".to_owned()));
    raw(process.port, &studio.host);
    let stranger = visit();
    stranger.get("/registration").expect(200);
    stranger.post("/registration", &[("code", "x"), ("name", MISCHIEF), ("email", "x@new.example")]);

    // A password reset, and a sign-in with the new password.
    let reset = visit();
    reset.get("/password-resets").expect(200);
    reset.post("/password-resets", &[("email", &ana.email)]).expect(200);
    let (link, _) = link_to(&studio, "password_reset", &ana.email).expect("a mail was written");
    let token = link.rsplit('/').next().expect("a link ends in its token");
    canaries.push(Canary("a link's token", token.to_owned()));
    let password = "canary thread through grey paper";
    canaries.push(Canary("the password", password.to_owned()));
    reset.get(&link).expect(200);
    reset.post(&link, &[("password", password)]).expect(303);
    let ana_here = visit();
    ana_here.enter(&ana.email, password).expect(303);

    // A second factor is set up and used.
    ana_here.get("/account/security").expect(200);
    ana_here.post("/account/factors/app", &[]).expect(303);
    let key = ana_here.get("/account/factors/app").expect(200).text_of("code.key");
    canaries.push(Canary("an app's key", key.replace(' ', "")));
    let code = App::typed(&key).code(Utc::now());
    ana_here.post("/account/factors/app/confirmation", &[("code", &code)]).expect(303);
    canaries.push(Canary("an app's code", code));
    ana_here.forget_token();
    ana_here.get("/account/factors/recovery-codes").expect(200);
    let codes = ana_here
        .follow(&ana_here.post("/account/factors/recovery-codes", &[]))
        .texts_of(".recovery-codes code");
    canaries.extend(ana_here.cookies().split("; ").filter_map(|cookie| {
        cookie
            .split_once('=')
            .filter(|(name, _)| *name != "theme")
            .map(|(_, value)| Canary("a cookie", value.to_owned()))
    }));
    let again = visit();
    again.enter(&ana.email, password).expect(303);
    again.get("/sign-in/factor").expect(200);
    again.post("/sign-in/factor", &[("code", "271828")]).expect(422);
    again.post("/sign-in/factor", &[("code", &codes[0])]).expect(303);
    again.forget_token();
    again.get("/projects").expect(200);
    canaries.push(Canary("a wrong code", "271828".to_owned()));
    canaries.extend(codes.into_iter().map(|code| Canary("a recovery code", code)));
    lines.extend(process.end().lines);

    let events: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:?}")))
        .collect();
    for Canary(what, text) in &canaries {
        assert!(text.len() >= 6, "{what} is too short to look for: {text}");
    }
    for line in &lines {
        for canary in &canaries {
            assert!(!canary.is_in(line), "{} is in {line}", canary.0);
        }
        let turns = |c: char| {
            c.is_control() || ('\u{2028}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c)
        };
        assert!(!line.contains(turns), "{line:?} contains characters that reorder or break it on display");
    }
    assert!(!events.iter().any(|event| event["event"] == "forged"));
    // The control: the expected events are logged.
    for told in [
        "session.refused",
        "session.opened",
        "password.reset",
        "factor.added",
        "factor.used",
        "factor.refused",
    ] {
        let seen = |event: &&Value| event["target"] == "security" && event["event"] == told;
        let event = events.iter().find(seen).unwrap_or_else(|| panic!("no line logs {told}"));
        for field in ["address", "request", "outcome", "timestamp"] {
            assert!(
                event[field].as_str().is_some_and(|text| !text.is_empty()),
                "{told} has no {field}: {event}"
            );
        }
    }
}

/// Sends a request with control characters in its headers, as no browser does.
fn raw(port: u16, host: &str) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    let request = format!(
        "GET /sign-in HTTP/1.1\r\nHost: {host}\r\nUser-Agent: a\u{1b}[2Jb\tc\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
}

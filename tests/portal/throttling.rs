//! Rate limits, and the networks from which staff may sign in.

use std::sync::Arc;

use chrono::Duration;
use reprint::kernel::{
    secret::Token,
    time::{FixedClock, SystemClock},
};

use crate::support::*;

const TIGHT: &[(&str, &str)] = &[
    ("THROTTLE_CREDENTIALS", "6"),
    ("THROTTLE_CREDENTIALS_IN_ALL", "20"),
    ("THROTTLE_STRANGERS", "40"),
    ("THROTTLE_SENT", "8"),
    ("THROTTLE_READ", "60"),
    ("TRUSTED_HOPS", "1"),
];

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()))
}

fn tight(clock: Arc<FixedClock>) -> Studio {
    Studio::at(&Served::with(clock, TIGHT))
}

/// Tries to sign in from an address.
fn guess(client: &Client, address: &str, email: &str, password: &str) -> Page {
    let from = |request: reqwest::blocking::RequestBuilder| request.header("x-forwarded-for", address);
    client.forget_token();
    let page = client.send(from(client.request(reqwest::Method::GET, "/sign-in")));
    let Some(token) = page.token() else { return page };
    let form = [("_csrf", token.as_str()), ("email", email), ("password", password)];
    client.send(from(client.request(reqwest::Method::POST, "/sign-in")).form(&form))
}

#[test]
fn an_address_that_keeps_guessing_gets_a_429_with_retry_after() {
    let clock = clock();
    let studio = tight(clock.clone());
    let strangers = studio.visit();
    for n in 0..6 {
        guess(&strangers, "203.0.113.7", &format!("someone{n}@ana.example"), "is it this one?").expect(422);
    }
    let page = guess(&strangers, "203.0.113.7", "someone@ana.example", "is it this one?").expect(429);
    assert!(page.header("retry-after").is_some_and(|seconds| seconds.parse::<i64>().is_ok()));
    page.says("Too many requests").says("9:15");
    // Addresses before the last hop can be forged and do not count.
    guess(&strangers, "198.51.100.1, 203.0.113.7", "someone@ana.example", "is it this one?").expect(429);
    // Other addresses are not affected, and the limit ends with the quarter of an hour.
    guess(&strangers, "203.0.113.8", "someone@ana.example", "is it this one?").expect(422);
    clock.advance(Duration::minutes(15));
    guess(&strangers, "203.0.113.7", "someone@ana.example", "is it this one?").expect(422);
}

#[test]
fn guessing_one_time_links_is_rate_limited() {
    let served = tight(clock()).served;
    for kind in ["invitations", "password-resets", "registrations", "email-changes"] {
        let stranger = Studio::at(&served).visit();
        let token = stranger.token();
        let guess = || {
            let path = format!("/{kind}/{}", Token::random().text());
            let request = stranger.request(reqwest::Method::POST, &path);
            stranger.send(request.form(&[("_csrf", token.as_str())])).status
        };
        assert_eq!([(); 7].map(|()| guess()), [410, 410, 410, 410, 410, 410, 429], "{kind}");
    }
}

/// Different spellings of the same path.
fn spellings(path: &str) -> Vec<String> {
    let (first, rest) = (path.as_bytes()[1], &path[2..]);
    let all: String =
        path[1..].bytes().map(|b| if b == b'/' { "/".to_owned() } else { format!("%{b:02x}") }).collect();
    vec![path.to_owned(), format!("/%{first:02x}{rest}"), format!("/%{first:02X}{rest}"), format!("/{all}")]
}

#[test]
fn a_rate_limit_applies_to_every_spelling_of_a_path() {
    let served = tight(clock()).served;
    let token = Token::random().text();
    let tried = ["/sign-in", "/sign-in/code", "/password-resets", "/registration"].map(str::to_owned);
    let links = ["invitations", "password-resets", "registrations", "email-changes"];
    let links = links.map(|kind| format!("/{kind}/{token}"));
    let own = ["/account/proof", "/account/password"].map(str::to_owned);
    for path in tried.iter().chain(&links).chain(&own) {
        let studio = Studio::at(&served);
        let client = if own.contains(path) { studio.sign_in(&studio.birch.manager) } else { studio.visit() };
        let (token, written) = (client.token(), spellings(path));
        let statuses: Vec<u16> = (0..7)
            .map(|n| {
                let request = client.request(reqwest::Method::POST, &written[n % written.len()]);
                client.send(request.form(&[("_csrf", token.as_str())])).status
            })
            .collect();
        assert!(statuses[..6].iter().all(|status| ![429, 404].contains(status)), "{path}: {statuses:?}");
        assert_eq!(statuses[6], 429, "{path}: {statuses:?}");
    }
}

#[test]
fn distributed_guessing_does_not_lock_users_out_of_known_browsers() {
    let studio = tight(clock());
    let ana = &studio.birch.manager;
    studio.give_password(ana);
    let own = studio.visit();
    guess(&own, "192.0.2.1", &ana.email, PASSWORD).expect(303);
    let out = own.request(reqwest::Method::POST, "/sign-out").header("x-forwarded-for", "192.0.2.1");
    own.get("/projects").expect(200);
    own.send(out.form(&[("_csrf", own.token())])).expect(303);
    let mut refused = 0;
    for n in 0..30 {
        let page = guess(&studio.visit(), &format!("2001:db8:{n}::1"), &ana.email, "is it this one?");
        assert!([422, 429].contains(&page.status), "{}", page.status);
        refused += usize::from(page.status == 429);
    }
    assert!(refused >= 8, "{refused} of 30 were refused");
    guess(&studio.visit(), "192.0.2.9", &ana.email, PASSWORD).expect(429);
    guess(&own, "192.0.2.1", &ana.email, PASSWORD).expect(303);
    // A forged cookie does not make a known browser.
    let forger = studio.visit();
    forger.add_cookie(&format!("device={}.{}", Token::random().text(), Token::random().text()));
    guess(&forger, "192.0.2.10", &ana.email, PASSWORD).expect(429);
}

#[test]
fn phone_codes_and_passwords_share_the_limit_of_an_address() {
    let studio = tight(clock());
    let ask = |browser: &Client, address: &str| {
        let from = |method, path| browser.request(method, path).header("x-forwarded-for", address);
        let token = browser.send(from(reqwest::Method::GET, "/sign-in")).token().expect("there is a form");
        browser.send(from(reqwest::Method::POST, "/sign-in/code").form(&[("_csrf", token)])).status
    };
    // With or without cookies, the count is the same.
    let one = studio.visit();
    for _ in 0..3 {
        assert_eq!(ask(&one, "203.0.113.7"), 303);
        assert_eq!(ask(&studio.visit(), "203.0.113.7"), 303);
    }
    assert_eq!(ask(&one, "203.0.113.7"), 429);
    assert_eq!(ask(&studio.visit(), "203.0.113.7"), 429);
    guess(&one, "203.0.113.7", "x@ana.example", "is it this one?").expect(429);
    assert_eq!(ask(&one, "203.0.113.8"), 303);
}

#[test]
fn an_ipv6_network_counts_as_one_address() {
    let studio = tight(clock());
    let stranger = studio.visit();
    for n in 0..6 {
        guess(&stranger, &format!("2001:db8:1:2::{n}"), "x@ana.example", "is it this one?").expect(422);
    }
    guess(&stranger, "2001:db8:1:2:ffff::1", "x@ana.example", "is it this one?").expect(429);
    guess(&stranger, "2001:db8:1:3::1", "x@ana.example", "is it this one?").expect(422);
}

#[test]
fn a_port_does_not_make_another_address() {
    let studio = tight(clock());
    let stranger = studio.visit();
    let forms =
        ["203.0.113.7", "203.0.113.7:41000", " 203.0.113.7:1 ", "evil, 203.0.113.7", "\u{e4},203.0.113.7:2"];
    for from in forms.iter().chain(&["203.0.113.7"]) {
        guess(&stranger, from, "x@ana.example", "is it this one?").expect(422);
    }
    guess(&stranger, "203.0.113.7:41001", "x@ana.example", "is it this one?").expect(429);
    // Neighbouring addresses are counted separately.
    for from in ["203.0.113.8:41000", "[2001:db8:1:2::1]:41000", "[2001:db8:1:3::1]"] {
        guess(&stranger, from, "x@ana.example", "is it this one?").expect(422);
    }
}

#[test]
fn a_request_without_a_valid_address_is_refused_and_not_counted() {
    let studio = tight(clock());
    let stranger = studio.visit();
    for from in ["unknown", "", "203.0.113.7, -", "203.0.113.7:", "[2001:db8::1"] {
        for _ in 0..10 {
            assert_eq!(guess(&stranger, from, "x@ana.example", "is it this one?").status, 400, "{from:?}");
        }
    }
    guess(&stranger, "203.0.113.7", "x@ana.example", "is it this one?").expect(422);
    // Health checks of the platform are answered whatever header they send.
    let health = stranger.request(reqwest::Method::GET, "/health/ready");
    stranger.send(health.header("x-forwarded-for", "unknown")).expect(200);
    stranger.get("/sign-in").expect(200);
}

#[test]
fn each_users_requests_are_limited() {
    let studio = tight(clock());
    let (ana, noor) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.northlight.manager));
    ana.get("/account").expect(200);
    for _ in 0..8 {
        ana.post("/account", &[]).expect(422);
    }
    ana.post("/account", &[]).expect(429);
    ana.get("/projects").expect(200);
    noor.get("/account").expect(200);
    noor.post("/account", &[]).expect(422);
    for _ in 0..70 {
        ana.get("/messages/unread");
    }
    ana.get("/projects").expect(429);
    noor.get("/projects").expect(200);
}

#[test]
fn instances_share_their_counts_and_a_restart_keeps_them() {
    let key = Token::random().text();
    let mut settings = TIGHT.to_vec();
    settings.push(("SECRET_KEY", &key));
    let instance = || Served::with(Arc::new(SystemClock), &settings);
    let (one, other) = (instance(), instance());
    let studio = Studio::at(&one);
    let at = |served: &Served| Client::new(served.port, &studio.host);
    let mut answers = Vec::new();
    for n in 0..10 {
        let client = at(if n % 2 == 0 { &one } else { &other });
        answers.push(guess(&client, "203.0.113.7", "x@ana.example", "is it this one?").status);
    }
    assert_eq!(answers.iter().filter(|status| **status == 422).count(), 6, "{answers:?}");
    assert_eq!(guess(&at(&instance()), "203.0.113.7", "x@ana.example", "is it this one?").status, 429);
}

#[test]
fn staff_are_limited_to_the_studios_networks_and_clients_are_not() {
    let studio = Studio::at(&Served::with(Arc::new(SystemClock), &[("TRUSTED_HOPS", "1")]));
    let (vera, jonas, ana) =
        (studio.sign_in(&studio.admin), studio.sign_in(&studio.staff), studio.sign_in(&studio.birch.manager));
    let from = |client: &Client, address: &str, path: &str| {
        client.send(client.request(reqwest::Method::GET, path).header("x-forwarded-for", address))
    };
    let save = |address: &str, ranges: &str| {
        let page = from(&vera, address, "/studio/addresses").expect(200);
        let (token, revision) = (page.token().unwrap(), page.value_of("revision"));
        let request =
            vera.request(reqwest::Method::POST, "/studio/addresses").header("x-forwarded-for", address);
        let fields = [("_csrf", token.as_str()), ("addresses", ranges), ("revision", &revision)];
        vera.send(request.form(&fields))
    };
    from(&jonas, "198.51.100.1", "/projects").expect(200);
    // A list that would lock out its own author is rejected, and the typed text is kept.
    let page = save("203.0.113.7", "198.51.100.0/24").expect(422);
    assert!(page.field_fault("addresses").unwrap().contains("203.0.113.7"));
    assert_eq!(page.value_of("addresses").trim(), "198.51.100.0/24");
    assert!(save("203.0.113.7", "the office").expect(422).field_fault("addresses").is_some());
    from(&jonas, "198.51.100.1", "/projects").expect(200);
    save("203.0.113.7", "203.0.113.0/24\n2001:db8::/32").expect(303);
    from(&jonas, "198.51.100.1", "/projects").expect(403).says("certain networks");
    from(&vera, "2001:db9::1", "/studio").expect(403);
    from(&jonas, "203.0.113.99", "/projects").expect(200);
    from(&jonas, "2001:db8:7::1", "/projects").expect(200);
    from(&jonas, "::ffff:203.0.113.4", "/projects").expect(200);
    from(&ana, "198.51.100.1", "/projects").expect(200);
    // The command line removes the restriction.
    reprint::studio::addresses::open_to_all(&studio.served.portal.db, studio.id).unwrap();
    studio.served.portal.studios.forget();
    from(&jonas, "198.51.100.1", "/projects").expect(200);
}

#[test]
fn a_user_of_another_studio_is_counted_as_a_stranger() {
    let served = Served::with(clock(), TIGHT);
    let (studio, other) = (Studio::at(&served), Studio::at(&served));
    let jonas = studio.sign_in(&studio.staff);
    let elsewhere = Client::new(served.port, &other.host);
    jonas.cookies().split("; ").for_each(|cookie| elsewhere.add_cookie(cookie));
    let statuses = |client: &Client| -> Vec<u16> {
        let send = |_| {
            let request = client.request(reqwest::Method::POST, "/account");
            client.send(request.form(&[("name", "Jonas")])).status
        };
        (0..12).map(send).collect()
    };
    assert!(!statuses(&elsewhere).contains(&429), "a user's limit is 8");
    assert!(statuses(&jonas).contains(&429), "the control: his own studio counts him as a user");
}

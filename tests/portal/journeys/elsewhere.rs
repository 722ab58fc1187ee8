//! Cross-site request forgery: pages of other sites, opened in a signed-in browser, send requests to the portal (security.md, K13 and K14).
//! Pages on another port or a subdomain of the portal's host are the most dangerous, because browsers treat them as the same site.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
};

use serde_json::json;

use crate::{
    access::sweep::World,
    support::{chrome::Browser, *},
};

/// A site that serves one page under any host name.
struct Elsewhere {
    port: u16,
    page: Arc<Mutex<String>>,
    /// The cookies of the last request.
    cookies: Arc<Mutex<String>>,
}

impl Elsewhere {
    fn new() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let (page, cookies) = (Arc::<Mutex<String>>::default(), Arc::<Mutex<String>>::default());
        let (shown, told) = (page.clone(), cookies.clone());
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                // Browsers also open connections on which they send nothing yet.
                let (shown, told) = (shown.clone(), told.clone());
                thread::spawn(move || {
                    let lines = BufReader::new(stream.try_clone().expect("a socket has two ends")).lines();
                    let head: Vec<String> =
                        lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                    if head.first().is_some_and(|line| line.starts_with("GET /page ")) {
                        let cookie = head.iter().find(|line| line.to_lowercase().starts_with("cookie:"));
                        *told.lock().expect("nobody panics here") = cookie.cloned().unwrap_or_default();
                    }
                    let page = shown.lock().expect("nobody panics here").clone();
                    let _ = write!(
                        stream,
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
                        page.len()
                    );
                });
            }
        });
        Self { port, page, cookies }
    }

    /// Opens a page in a browser, under a host name of this site, and waits until it has sent its request.
    #[track_caller]
    fn lure(&self, browser: &Browser<'_>, host: &str, page: &str, portal: &str) {
        *self.page.lock().expect("nobody panics here") = format!("<!doctype html><body>{page}");
        browser.devtools("Page.navigate", &json!({"url": "about:blank"}));
        let until = |what: &str, script: &str| {
            eventually(what, || (browser.run(script) == json!(true)).then_some(()));
        };
        until("an empty page", "return location.href === 'about:blank'");
        let url = format!("http://{host}:{}/page", self.port);
        browser.devtools("Page.navigate", &json!({ "url": url }));
        let sent = format!(
            "return document.readyState === 'complete' && (document.title === 'sent' || location.origin === '{portal}')"
        );
        until(&format!("what a page of {host} sends:\n{page}\n"), &sent);
    }
}

/// A form that submits itself.
fn form(action: &str, kind: &str, fields: &[(&str, &str)]) -> String {
    let fields: String = fields
        .iter()
        .map(|(name, value)| format!("<input type='hidden' name='{name}' value='{value}'>"))
        .collect();
    format!(
        "<form method='post' action='{action}' enctype='{kind}'>{fields}</form><script>document.forms[0].submit()</script>"
    )
}

/// A script that sends something and then sets the title, whether or not there was a response.
fn script(sends: &str) -> String {
    format!(
        "<script>Promise.allSettled([{sends}]).then(() => {{ document.title = 'sent' }})</script><title>waiting</title>"
    )
}

/// Images whose URLs are paths of the portal.
fn pictures(addresses: &[String]) -> String {
    let gone = |address: &String| {
        format!(
            "new Promise(gone => {{ const i = new Image(); i.onload = i.onerror = gone; i.src = '{address}' }})"
        )
    };
    script(&addresses.iter().map(gone).collect::<Vec<_>>().join(", "))
}

/// The profile that every attempt tries to save for Tom.
const PROFILE: &[(&str, &str)] =
    &[("name", "Mallory Vane"), ("locale", "en"), ("zone", "Europe/Berlin"), ("theme", "")];

/// The attacks. `token` is a valid form token of the attacker's own account.
fn attempts(portal: &str, world: &World, token: &str) -> Vec<String> {
    let account = format!("{portal}/account");
    let (plain, parts) = ("application/x-www-form-urlencoded", "multipart/form-data");
    let profile = [&[("_csrf", token)][..], PROFILE].concat();
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&profile).finish();
    let files = format!("{portal}/projects/{}/files", world.birch.project);
    let ida = &world.studio.northlight.member.email;
    let send = |options: &str| {
        format!(
            "fetch('{account}', {{ method: 'POST', mode: 'no-cors', credentials: 'include', {options} }})"
        )
    };
    let upload = format!(
        "(() => {{ const form = new FormData(); form.append('_csrf', '{token}');
            form.append('file', new Blob(['One sheet.'], {{ type: 'text/plain' }}), 'mallory.txt');
            return fetch('{files}', {{ method: 'POST', mode: 'no-cors', credentials: 'include', body: form }}) }})()"
    );
    vec![
        form(&account, plain, &profile),
        form(&account, plain, PROFILE),
        form(&account, parts, &profile),
        form(&account, "text/plain", &profile),
        form(&format!("{portal}/sign-out"), plain, &[("_csrf", token)]),
        form(
            &format!("{portal}/sign-in"),
            plain,
            &[("_csrf", token), ("email", ida), ("password", PASSWORD)],
        ),
        script(&send(&format!("body: new URLSearchParams('{body}')"))),
        script(&send(&format!("body: '{body}'"))),
        script(&format!("navigator.sendBeacon('{account}', new URLSearchParams('{body}'))")),
        // Headers that require a CORS preflight.
        script(&format!(
            "fetch('{account}', {{ method: 'POST', credentials: 'include', body: new URLSearchParams('{body}'),
                headers: {{ 'hx-request': 'true', 'x-csrf-token': '{token}' }} }})"
        )),
        script(&upload),
        pictures(&[
            format!("{portal}/sign-out"),
            format!("{portal}/account/sessions/ending"),
            format!("{account}?{body}"),
            format!("{portal}/projects/{}/archive", world.birch.project),
        ]),
    ]
}

#[test]
fn pages_of_other_sites_cannot_act_for_a_signed_in_user() {
    let (world, elsewhere) = (World::new(), Elsewhere::new());
    let studio = &world.studio;
    let (tom, ida) = (&studio.birch.member, &studio.northlight.member);
    studio.give_password(tom);
    studio.give_password(ida);
    let token = studio.sign_in(ida).token();
    let portal = format!("http://{}:{}", studio.host, studio.served.port);
    let browser = Browser::at(studio);
    // With the form, so that the portal itself sets the cookie.
    browser.visit("/sign-in?next=/account");
    browser.fill("email", &tom.email);
    browser.fill("password", PASSWORD);
    browser.press("Sign in");
    browser.wait_for_path("/account");
    let before = world.fingerprint(&[]);
    // Another site, another subdomain of localhost, a subdomain of the portal's host, and the portal's host with another port.
    let (near, own) = (format!("evil.{}", studio.host), studio.host.clone());
    for host in ["127.0.0.1", "evil.localhost", &near, &own] {
        for page in attempts(&portal, &world, &token) {
            elsewhere.lure(&browser, host, &page, &portal);
            assert_eq!(world.fingerprint(&[]), before, "a page of {host} had an effect:\n{page}");
        }
        let lent = elsewhere.cookies.lock().expect("nobody panics here").contains("session=");
        assert_eq!(lent, *host == own, "whether {host} receives the session's cookie");
        browser.visit("/account");
        let name = browser.run("return document.querySelector('main [name=name]').value");
        assert_eq!(name, json!(tom.name), "a page of {host} signed the user out, or in as another user");
    }
    // The control: the portal's own page can do what the attacks tried.
    browser.fill("name", "Mallory Vane");
    browser.press("Save");
    browser.wait_for("Saved.");
    assert_ne!(world.fingerprint(&[]), before);
    browser.press_css("details[name='menu'] > summary");
    browser.press("Sign out");
    browser.wait_for_path("/sign-in");
}

//! Detects in a browser what runs, what is blocked, and what is requested from other hosts; and provides another host.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde_json::json;

use crate::support::{chrome::Browser, eventually};

/// Runs in every page before the page's own scripts.
const HOOK: &str = "window.__told = [];
    addEventListener('securitypolicyviolation', e => __told.push('policy: ' + e.violatedDirective + ' ' + e.blockedURI), true);
    for (const dialog of ['alert', 'confirm', 'prompt', 'print']) window[dialog] = () => { __told.push(dialog) };";

/// Triggers event handlers on all elements, and returns what was detected.
const REPORT: &str = "for (const e of document.querySelectorAll('body *'))
        for (const kind of ['mouseover', 'mouseenter', 'focus', 'error']) e.dispatchEvent(new Event(kind));
    const told = window.__told ? [...window.__told] : ['nobody listens'];
    if (window.__xss !== undefined) told.push('executed');
    for (const entry of performance.getEntriesByType('resource'))
        if (/^http/.test(entry.name) && new URL(entry.name).host !== location.host) told.push('asked ' + entry.name);
    for (const e of document.querySelectorAll('*')) for (const { name, value } of e.attributes) {
        if (/^on/.test(name) || /^hx-on/.test(name)) told.push(e.tagName + ' ' + name);
        if (['href', 'src', 'action', 'formaction', 'xlink:href'].includes(name) && /^\\s*(javascript|data:text)/i.test(value))
            told.push(e.tagName + ' ' + value);
    }
    return told;";

/// Watches all pages that a browser opens from now on.
pub struct Watch<'a>(&'a Browser<'a>);

impl<'a> Watch<'a> {
    pub fn over(browser: &'a Browser<'a>) -> Self {
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": HOOK }));
        Self(browser)
    }

    /// What was detected on the current page.
    pub fn told(&self) -> Vec<String> {
        let told = self.0.run(REPORT);
        told.as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect()
    }

    /// Fails if anything was detected.
    #[track_caller]
    pub fn is_quiet(&self, path: &str) {
        let told = self.told();
        assert!(told.is_empty(), "{path}: {told:#?}");
    }
}

/// Another host, which counts the requests for its picture and has two pages that trigger them.
pub struct Trap {
    pub port: u16,
    steps: Arc<AtomicUsize>,
}

impl Trap {
    pub fn new() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let steps = Arc::new(AtomicUsize::new(0));
        let counted = steps.clone();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                // Browsers also open connections on which they send nothing yet.
                let counted = counted.clone();
                thread::spawn(move || {
                    let mut line = String::new();
                    let mut lines = BufReader::new(stream.try_clone().expect("a socket has two ends"));
                    let _ = lines.read_line(&mut line);
                    let mut rest = String::new();
                    while lines.read_line(&mut rest).is_ok_and(|read| read > 2) {
                        rest.clear();
                    }
                    counted.fetch_add(usize::from(line.contains("/picture")), Ordering::SeqCst);
                    let policy = if line.contains("closed") {
                        "Content-Security-Policy: script-src 'none'\r\n"
                    } else {
                        ""
                    };
                    let page = page(port, if line.contains("closed") { "closed" } else { "open" });
                    let _ = write!(
                        stream,
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{policy}Content-Length: {}\r\nConnection: close\r\n\r\n{page}",
                        page.len()
                    );
                });
            }
        });
        Self { port, steps }
    }

    /// How often the picture was requested.
    pub fn stepped_in(&self) -> usize {
        self.steps.load(Ordering::SeqCst)
    }

    /// Opens a page of this host in a browser.
    #[track_caller]
    pub fn lure(&self, browser: &Browser<'_>, page: &str) {
        let url = format!("http://near.localhost:{}/{page}", self.port);
        browser.devtools("Page.navigate", &json!({ "url": url }));
        let there = format!("return document.readyState === 'complete' && document.title === '{page}'");
        eventually("the page of the other host", || (browser.run(&there) == json!(true)).then_some(()));
    }
}

fn page(port: u16, title: &str) -> String {
    format!(
        "<!doctype html><title>{title}</title><a href='javascript:1' onmouseover='1'>x</a>
         <img src='//far.localhost:{port}/picture'><script>window.__xss = 1; alert(1)</script>"
    )
}

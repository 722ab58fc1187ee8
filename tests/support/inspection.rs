//! Checks of a page in a browser: accessibility, console errors, and layout on a phone.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::chrome::Browser;

/// Returns the elements that make a page scroll sideways. Elements that scroll within themselves do not count.
const WIDER: &str = "const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1)
        .slice(-5).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 40));";

const AXE: &str = include_str!("../vendor/axe-core/axe.min.js");

impl Browser<'_> {
    /// Delays every response by this many milliseconds.
    pub fn has_latency(&self, milliseconds: u32) {
        self.has_line(false, milliseconds);
    }

    /// Takes the browser offline, or back online.
    pub fn is_offline(&self, offline: bool) {
        self.has_line(offline, 0);
    }

    fn has_line(&self, offline: bool, latency: u32) {
        self.devtools("Network.enable", &json!({}));
        let line =
            json!({"offline": offline, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1});
        self.devtools("Network.emulateNetworkConditions", &line);
    }

    /// Fails if axe reports a violation of WCAG 2.2 AA or of its best practices.
    #[track_caller]
    pub fn is_accessible(&self) {
        self.axe("");
    }

    /// Like [`Browser::is_accessible`], but only for the rules whose outcome depends on the light or dark theme.
    #[track_caller]
    pub fn has_contrast(&self) {
        self.axe("runOnly: ['color-contrast', 'link-in-text-block']");
    }

    #[track_caller]
    fn axe(&self, options: &str) {
        if self.run("return !window.axe") == json!(true) {
            self.run(AXE);
        }
        let look = "const done = arguments[arguments.length - 1];
            const told = n => n.html.slice(0, 160) + ' (' + n.any.concat(n.all, n.none).map(c => c.message).join('; ').slice(0, 200) + ')';
            axe.run(document, { resultTypes: ['violations'], preload: false, OPTIONS }).then(
                found => done(found.violations.map(v => v.id + ': ' + v.help + ': ' + v.nodes.map(told).join(' | '))),
                failed => done([String(failed)]))";
        let look = look.replace("OPTIONS", options);
        let look = json!({"script": look, "args": []});
        // Colours may still be in transition, so only a violation that persists counts.
        let end = Instant::now() + Duration::from_secs(5);
        let found = loop {
            let found = self.command("POST", "execute/async", &look);
            if found == json!([]) || Instant::now() > end {
                break found;
            }
        };
        assert_eq!(found, json!([]), "{}", self.path());
    }

    /// Fails if the console contains errors: violations of the content security policy, exceptions, missing files. Responses with a 4xx
    /// status to requests of the page itself do not count.
    #[track_caller]
    pub fn has_no_complaints(&self) {
        let entries = self.command("POST", "se/log", &json!({"type": "browser"}));
        let severe = |entry: &&Value| {
            entry["level"] == "SEVERE"
                && !entry["message"].as_str().is_some_and(|text| text.contains("status of 4"))
        };
        let complaints: Vec<_> = entries.as_array().into_iter().flatten().filter(severe).collect();
        assert!(complaints.is_empty(), "{}: {complaints:#?}", self.path());
    }

    /// Fails if the page scrolls sideways on a phone, or has targets that are too small to touch.
    #[track_caller]
    pub fn fits_a_phone(&self) {
        self.on_a_phone();
        self.is_no_wider();
        self.holds_no_small_targets();
        self.on_a_desk();
    }

    /// Fails if the page, at the current window size, has targets that are too small to touch.
    #[track_caller]
    pub fn holds_no_small_targets(&self) {
        self.axe("runOnly: ['target-size']");
    }

    /// Fails if the page scrolls sideways at the current window size.
    #[track_caller]
    pub fn is_no_wider(&self) {
        assert_eq!(self.run(WIDER), json!([]), "{} is wider than its window", self.path());
    }
}

//! What can be found wrong with a page by looking at it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::chrome::Browser;

/// What sticks out of a page that can be pushed sideways; what scrolls within itself does not count.
const WIDER: &str = "const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1)
        .slice(-5).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 40));";

const AXE: &str = include_str!("../vendor/axe-core/axe.min.js");

impl Browser<'_> {
    /// Lets every answer take so many milliseconds longer.
    pub fn has_latency(&self, milliseconds: u32) {
        self.has_line(false, milliseconds);
    }

    /// Takes the line away, or gives it back.
    pub fn is_offline(&self, offline: bool) {
        self.has_line(offline, 0);
    }

    fn has_line(&self, offline: bool, latency: u32) {
        self.devtools("Network.enable", &json!({}));
        let line =
            json!({"offline": offline, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1});
        self.devtools("Network.emulateNetworkConditions", &line);
    }

    /// Fails on what axe finds wrong with the page, in WCAG 2.2 AA and its best practices.
    #[track_caller]
    pub fn is_accessible(&self) {
        self.axe("");
    }

    /// The same for what light and dark decide.
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
        // A colour on its way is no colour yet: what is wrong stays wrong for a while.
        let end = Instant::now() + Duration::from_secs(5);
        let found = loop {
            let found = self.command("POST", "execute/async", &look);
            if found == json!([]) || Instant::now() > end {
                break found;
            }
        };
        assert_eq!(found, json!([]), "{}", self.path());
    }

    /// Fails if the console holds anything to complain of: refused by the policy, thrown, not found. Asked answers (4xx to what the
    /// page itself sent) are not complaints.
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

    /// Fails if the page can be pushed sideways on a phone, or holds what a finger misses.
    #[track_caller]
    pub fn fits_a_phone(&self) {
        self.on_a_phone();
        self.is_no_wider();
        self.holds_no_small_targets();
        self.on_a_desk();
    }

    /// Fails if the page, in the window as it is, holds what a finger misses.
    #[track_caller]
    pub fn holds_no_small_targets(&self) {
        self.axe("runOnly: ['target-size']");
    }

    /// Fails if the page can be pushed sideways in the window as it is.
    #[track_caller]
    pub fn is_no_wider(&self) {
        assert_eq!(self.run(WIDER), json!([]), "{} is wider than its window", self.path());
    }
}

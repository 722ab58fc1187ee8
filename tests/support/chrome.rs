//! Chromium, for tests that need a real browser; driven over WebDriver, which is JSON over HTTP.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{
    Person, Studio,
    driver::{ask, driver},
    eventually,
};

/// A browser with its own profile, at a studio's host.
pub struct Browser<'a> {
    studio: &'a Studio,
    session: String,
    scripts: bool,
    /// The folder for downloads.
    downloads: PathBuf,
}

/// Keys that type no text, for [`Browser::keys`].
pub const TAB: &str = "\u{e004}";
pub const ENTER: &str = "\u{e007}";

/// Returns whether the focus is visible: as an outline or a shadow of the element or its parent.
const FOCUS_SHOWS: &str = "const shows = e => { const s = getComputedStyle(e);
        return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none' };
    const on = document.activeElement;
    return on.matches(':focus-visible') && (shows(on) || shows(on.parentElement))";

impl<'a> Browser<'a> {
    /// A desktop window.
    pub fn at(studio: &'a Studio) -> Self {
        Self::open(studio, true, "en-US")
    }

    /// A window whose pages run no scripts.
    pub fn without_scripts(studio: &'a Studio) -> Self {
        Self::open(studio, false, "en-US")
    }

    /// A desktop window with another preferred language.
    pub fn speaking(studio: &'a Studio, language: &str) -> Self {
        Self::open(studio, true, language)
    }

    fn open(studio: &'a Studio, scripts: bool, language: &str) -> Self {
        let capabilities = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"binary": shell(), "args": [
                "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,900", "--no-first-run",
                "--disable-background-networking", &format!("--lang={language}"), &format!("--accept-lang={language}"),
                "--force-prefers-reduced-motion", "--host-resolver-rules=MAP *.localhost 127.0.0.1",
            ]},
        }}});
        let opened = ask("POST", &format!("{}/session", driver()), &capabilities).expect("a browser opens");
        let session =
            format!("{}/session/{}", driver(), opened["sessionId"].as_str().expect("a session has an id"));
        let downloads = std::env::temp_dir().join(format!("reprint-downloads-{}", uuid::Uuid::new_v4()));
        let browser = Self { studio, session, scripts, downloads };
        let arrive = json!({"behavior": "allow", "downloadPath": browser.downloads});
        browser.devtools("Browser.setDownloadBehavior", &arrive);
        browser.devtools("Emulation.setScriptExecutionDisabled", &json!({ "value": !scripts }));
        browser
    }

    /// Signs a user in by creating a session directly, without the form.
    pub fn sign_in(&self, person: &Person) {
        let cookie = self.studio.served.open_session(self.studio.id, person.id, person.role);
        let (name, value) = cookie.split_once('=').expect("a cookie has a name and a value");
        self.visit("/nowhere"); // A cookie can only be set for the current page's host.
        self.command(
            "POST",
            "cookie",
            &json!({"cookie": {"name": name, "value": value, "path": "/", "httpOnly": true}}),
        );
    }

    /// Opens a path of the studio.
    pub fn visit(&self, path: &str) {
        let url = format!("http://{}:{}{path}", self.studio.host, self.studio.served.port);
        self.command("POST", "url", &json!({ "url": url }));
    }

    /// Shows recent changes: with scripts they have arrived by themselves, without scripts the page is reloaded.
    pub fn catch_up(&self) {
        if !self.scripts {
            self.command("POST", "refresh", &json!({}));
        }
    }

    /// Opens another tab and switches to it. Returns its handle.
    pub fn open_tab(&self) -> String {
        let opened = self.command("POST", "window/new", &json!({"type": "tab"}));
        let tab = opened["handle"].as_str().expect("a tab has a handle").to_owned();
        self.go_to_tab(&tab);
        tab
    }

    /// The handle of the current tab.
    pub fn tab(&self) -> String {
        self.command("GET", "window", &Value::Null).as_str().expect("a tab has a handle").to_owned()
    }

    /// Switches to a tab.
    pub fn go_to_tab(&self, tab: &str) {
        self.command("POST", "window", &json!({ "handle": tab }));
    }

    /// Closes the current tab. The caller has to switch to another one.
    pub fn close_tab(&self) {
        self.command("DELETE", "window", &Value::Null);
    }

    /// The path and query of the current page.
    pub fn path(&self) -> String {
        let url = self.command("GET", "url", &Value::Null);
        let url = url::Url::parse(url.as_str().unwrap_or_default()).expect("a browser is at a URL");
        url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
    }

    /// The visible text of the page.
    pub fn text(&self) -> String {
        self.find("css selector", "body")
            .map(|body| self.on(&body, "GET", "text", &Value::Null))
            .and_then(|text| text.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Waits until the page shows a text. Case is ignored, because style sheets change it.
    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        let says = || self.text().to_lowercase().contains(&text.to_lowercase()).then_some(());
        eventually(&format!("{text:?} on {} — it shows:\n{}\n", self.path(), self.text()), says);
    }

    /// Waits until an element matches.
    #[track_caller]
    pub fn wait_for_css(&self, css: &str) {
        eventually(&format!("{css} on {}", self.path()), || self.find("css selector", css).map(drop));
    }

    /// Waits until the path begins with this.
    #[track_caller]
    pub fn wait_for_path(&self, beginning: &str) {
        eventually(&format!("{beginning} instead of {}", self.path()), || {
            self.path().starts_with(beginning).then_some(())
        });
    }

    /// Whether an element matches now.
    pub fn has(&self, css: &str) -> bool {
        self.find("css selector", css).is_some()
    }

    /// Replaces the value of a field by typing. A date is typed as the field expects it: month, day, year.
    #[track_caller]
    pub fn fill(&self, name: &str, text: &str) {
        self.fill_css(&format!("main [name='{name}']:not([type=hidden])"), text);
    }

    /// Like [`Browser::fill`], for a field given by a selector.
    #[track_caller]
    pub fn fill_css(&self, css: &str, text: &str) {
        let field = eventually(&format!("{css} on {}", self.path()), || self.find("css selector", css));
        self.on(&field, "POST", "clear", &json!({}));
        self.on(&field, "POST", "value", &json!({ "text": text }));
    }

    /// Selects files, given by name and contents, in a file field.
    #[track_caller]
    pub fn attach(&self, css: &str, files: &[(&str, &[u8])]) {
        let folder = self.downloads.with_extension("sent");
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        let put = |(name, bytes): &(&str, &[u8])| {
            let path = folder.join(name);
            std::fs::write(&path, bytes).expect("a file can be written");
            path.display().to_string()
        };
        let paths = files.iter().map(put).collect::<Vec<_>>().join("\n");
        let field = eventually(css, || self.find("css selector", css));
        self.on(&field, "POST", "value", &json!({ "text": paths }));
    }

    /// Waits for a download and returns its contents.
    #[track_caller]
    pub fn downloaded(&self, name: &str) -> Vec<u8> {
        // Until it is complete it has another name, which Chromium reserves with an empty file.
        let whole = || std::fs::read(self.downloads.join(name)).ok().filter(|bytes| !bytes.is_empty());
        eventually(&format!("the download of {name}"), whole)
    }

    /// Types into the focused element. [`TAB`] and [`ENTER`] are valid keys.
    pub fn keys(&self, keys: &str) {
        let press =
            |key: char| [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})];
        let actions: Vec<Value> = keys.chars().flat_map(press).collect();
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.command("POST", "actions", &json!({ "actions": [keyboard] }));
    }

    /// Presses Tab until an element that matches is focused, and checks that the focus is visible.
    #[track_caller]
    pub fn tab_to(&self, css: &str) {
        self.wait_for_css(css);
        let arrived = format!("return document.activeElement.matches({})", json!(css));
        let mut passed = 0;
        while self.run(&arrived) != json!(true) {
            assert!(passed < 80, "{css} on {} cannot be reached with Tab", self.path());
            self.keys(TAB);
            passed += 1;
        }
        assert_eq!(
            self.run(FOCUS_SHOWS),
            json!(true),
            "the focus on {css} of {} is not visible",
            self.path()
        );
    }

    /// Chooses an option of a select by its text.
    #[track_caller]
    pub fn choose(&self, name: &str, option: &str) {
        let xpath = format!("//select[@name='{name}']/option[contains(normalize-space(.), '{option}')]");
        let found = eventually(&format!("option {option} on {}", self.path()), || self.find("xpath", &xpath));
        self.on(&found, "POST", "click", &json!({}));
    }

    /// Clicks the button, link, summary or label with this text.
    #[track_caller]
    pub fn press(&self, words: &str) {
        let says = format!("contains(normalize-space(.), '{words}')");
        let xpath = format!(
            "//main//button[{says}] | //main//a[{says}] | //button[{says}] | //a[{says}] | //summary[{says}] | //label[{says}]"
        );
        self.press_found("xpath", &xpath, words);
    }

    /// Clicks the element that matches.
    #[track_caller]
    pub fn press_css(&self, css: &str) {
        self.press_found("css selector", css, css);
    }

    #[track_caller]
    fn press_found(&self, using: &str, value: &str, named: &str) {
        let pressed = || {
            let shown = self
                .find_all(using, value)
                .into_iter()
                .find(|found| self.on(found, "GET", "displayed", &Value::Null) == json!(true));
            let click =
                |found: String| ask("POST", &format!("{}/element/{found}/click", self.session), &json!({}));
            shown.and_then(|found| click(found).ok()).map(drop)
        };
        eventually(&format!("{named:?} to press on {} — it shows:\n{}\n", self.path(), self.text()), pressed);
    }

    /// Runs a function body in the page, even if the page's own scripts are disabled.
    pub fn run(&self, script: &str) -> Value {
        self.command("POST", "execute/sync", &json!({"script": script, "args": []}))
    }

    /// Emulates a device that prefers dark or light.
    pub fn prefer_dark(&self, dark: bool) {
        let wish = if dark { "dark" } else { "light" };
        self.devtools(
            "Emulation.setEmulatedMedia",
            &json!({"features": [{"name": "prefers-color-scheme", "value": wish}]}),
        );
    }

    /// Emulates a phone.
    pub fn on_a_phone(&self) {
        self.is_so_wide(390);
    }

    /// Sets the width in pixels; a phone is emulated below 500.
    pub fn is_so_wide(&self, width: u32) {
        let screen = json!({"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 500});
        self.devtools("Emulation.setDeviceMetricsOverride", &screen);
    }

    /// Returns to the desktop window.
    pub fn on_a_desk(&self) {
        self.devtools("Emulation.clearDeviceMetricsOverride", &json!({}));
    }

    /// Sends a command of the Chrome DevTools Protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.command("POST", "goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    /// Adds a virtual authenticator for passkeys on which user verification always succeeds. Returns its id.
    pub fn hold_passkeys(&self) -> String {
        let device = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
            "isUserVerified": true, "isUserConsenting": true,
        });
        let place = self.command("POST", "webauthn/authenticator", &device);
        place.as_str().expect("an authenticator has an id").to_owned()
    }

    /// Sets the signature counters of the passkeys in an authenticator.
    pub fn count_passkeys(&self, place: &str, uses: u32) {
        let all = format!("webauthn/authenticator/{place}/credentials");
        let held = self.command("GET", &all, &Value::Null);
        self.command("DELETE", &all, &Value::Null);
        for passkey in held.as_array().into_iter().flatten() {
            let mut passkey = passkey.clone();
            passkey["signCount"] = json!(uses);
            self.command("POST", &format!("webauthn/authenticator/{place}/credential"), &passkey);
        }
    }

    fn find(&self, using: &str, value: &str) -> Option<String> {
        self.find_all(using, value).into_iter().next()
    }

    fn find_all(&self, using: &str, value: &str) -> Vec<String> {
        let found =
            ask("POST", &format!("{}/elements", self.session), &json!({"using": using, "value": value}));
        let elements = found.ok().and_then(|found| found.as_array().cloned()).unwrap_or_default();
        elements
            .iter()
            .filter_map(|element| element.as_object()?.values().next()?.as_str().map(str::to_owned))
            .collect()
    }

    fn on(&self, element: &str, method: &str, what: &str, body: &Value) -> Value {
        // An element that has been swapped out in the meantime yields nothing.
        ask(method, &format!("{}/element/{element}/{what}", self.session), body).unwrap_or(Value::Null)
    }

    pub(super) fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        ask(method, &format!("{}/{path}", self.session), body)
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

/// The headless shell of Chromium, which needs half the resources. On Debian the one in the PATH is a script that leaves the browser
/// running when it is killed, so the binary itself is preferred.
fn shell() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once("/usr/lib/chromium".into()).chain(std::env::split_paths(&path));
    let mut places = folders.map(|folder: PathBuf| folder.join("chromium-headless-shell"));
    places
        .find(|place| place.exists())
        .expect("chromium-headless-shell is installed (bin/test checks for it)")
}

impl Drop for Browser<'_> {
    fn drop(&mut self) {
        let _ = ask("DELETE", &self.session, &Value::Null);
        for folder in [&self.downloads, &self.downloads.with_extension("sent")] {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

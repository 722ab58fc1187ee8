//! Flash messages: what the next page says once, such as "Saved." Stored in a short-lived cookie that contains a translation key and
//! nothing that a user typed.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, time::Duration},
};

use uuid::Uuid;

use super::cookie;
use crate::config::WebConfig;

const NAME: &str = "said";

/// A cookie that makes the next page show the message `key`, with a button that undoes the change by a POST to `undo`.
pub fn offer(web: &WebConfig, key: &'static str, undo: &str) -> Cookie<'static> {
    cookie::build(NAME, web.https(), format!("{key}|{undo}")).max_age(Duration::seconds(60)).finish()
}

/// A cookie that makes the next page show the message `key`.
pub fn say(web: &WebConfig, key: &'static str) -> Cookie<'static> {
    cookie::build(NAME, web.https(), key).max_age(Duration::seconds(60)).finish()
}

/// The message to show: its key, and the path that undoes the change.
pub struct Said {
    pub key: String,
    pub undo: Option<String>,
}

/// Returns the message to show, and the cookie that deletes it.
pub fn said(web: &WebConfig, request: &HttpRequest) -> Option<(Said, Cookie<'static>)> {
    let kept = request.cookie(&cookie::name(NAME, web.https()))?.value().to_owned();
    let (key, undo) = kept.split_once('|').map_or((kept.as_str(), None), |(key, undo)| (key, Some(undo)));
    let mut forget = say(web, "");
    forget.set_max_age(Duration::ZERO);
    let plausible =
        key.len() < 60 && key.contains("-said-") && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let key = if plausible { key.to_owned() } else { String::new() };
    Some((Said { key, undo: undo.filter(|undo| undoes(undo)).map(str::to_owned) }, forget))
}

/// Whether a path is one that undoes something. The cookie could be set by someone else, so no other path is accepted.
fn undoes(path: &str) -> bool {
    let (path, of) = path.split_once("?of=").map_or((path, None), |(path, of)| (path, Some(of)));
    let parts: Vec<_> = path.split('/').collect();
    of.is_none_or(|of| of.parse::<i64>().is_ok())
        && match parts[..] {
            ["", "files", id, "restoration"] | ["", "projects", id, "status", "reversal"] => {
                id.parse::<Uuid>().is_ok()
            }
            _ => false,
        }
}

/// The message about the previous request, as a page shows it.
pub struct Notice {
    pub text: String,
    /// `good` if it was done, `bad` if it was not: the colour and the icon.
    pub tone: &'static str,
    /// The path that undoes it; empty if it cannot be undone.
    pub undo: String,
}

impl Notice {
    /// Creates the notice for a message. A key with `-said-not-` means that something was not done.
    pub fn new(said: &Said, text: String) -> Self {
        let tone = if said.key.contains("-said-not-") { "bad" } else { "good" };
        Self { text, tone, undo: said.undo.clone().unwrap_or_default() }
    }
}

#[cfg(test)]
mod tests {
    use super::undoes;

    #[test]
    fn only_paths_that_undo_something_are_offered() {
        let id = "0190aaaa-0000-7000-8000-000000000000";
        assert!(
            undoes(&format!("/files/{id}/restoration")) && undoes(&format!("/projects/{id}/status/reversal"))
        );
        assert!(undoes(&format!("/projects/{id}/status/reversal?of=1764500000000000")));
        assert!(!undoes(&format!("/projects/{id}/status/reversal?of=x&y")));
        for other in ["", "/", "/sign-out", "/files/x/restoration", "//files/restoration"] {
            assert!(!undoes(other), "{other}");
        }
        assert!(!undoes(&format!("/files/{id}/deletion")) && !undoes(&format!("/files/{id}/restoration/")));
    }
}

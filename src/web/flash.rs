//! What the next page says once: "Saved." Kept in a short-lived cookie that holds a key of the words, and nothing anyone typed.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, time::Duration},
};

use uuid::Uuid;

use super::cookie;
use crate::config::WebConfig;

const NAME: &str = "said";

/// A cookie that makes the next page say `key`, and offer to undo it by a POST to `undo`.
pub fn offer(web: &WebConfig, key: &'static str, undo: &str) -> Cookie<'static> {
    cookie::build(NAME, web.https(), format!("{key}|{undo}")).max_age(Duration::seconds(60)).finish()
}

/// A cookie that makes the next page say `key`.
pub fn say(web: &WebConfig, key: &'static str) -> Cookie<'static> {
    cookie::build(NAME, web.https(), key).max_age(Duration::seconds(60)).finish()
}

/// What to say now: a key, and where it is undone.
pub struct Said {
    pub key: String,
    pub undo: Option<String>,
}

/// What to say now, and the cookie that forgets it.
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

/// Whether a path is one that undoes something. A cookie can be set from elsewhere, and leads nowhere else.
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

/// What a page says once about the request before it.
pub struct Notice {
    pub text: String,
    /// `good` for what was done, `bad` for what was not: the colour and the icon.
    pub tone: &'static str,
    /// Where it is undone; empty where it is not.
    pub undo: String,
}

impl Notice {
    /// The notice of what was said. A key with `-said-not-` says that something was not done.
    pub fn new(said: &Said, text: String) -> Self {
        let tone = if said.key.contains("-said-not-") { "bad" } else { "good" };
        Self { text, tone, undo: said.undo.clone().unwrap_or_default() }
    }
}

#[cfg(test)]
mod tests {
    use super::undoes;

    #[test]
    fn only_what_undoes_is_offered() {
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

//! What the next page says once: "Saved." Kept in a short-lived cookie that holds a key of the words, and nothing anyone typed.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, time::Duration},
};

use super::cookie;
use crate::config::WebConfig;

const NAME: &str = "said";

/// A cookie that makes the next page say `key`.
pub fn say(web: &WebConfig, key: &'static str) -> Cookie<'static> {
    cookie::build(NAME, web.https(), key).max_age(Duration::seconds(60)).finish()
}

/// The key to say now, and the cookie that forgets it.
pub fn said(web: &WebConfig, request: &HttpRequest) -> Option<(String, Cookie<'static>)> {
    let key = request.cookie(&cookie::name(NAME, web.https()))?.value().to_owned();
    let mut forget = say(web, "");
    forget.set_max_age(Duration::ZERO);
    let plausible =
        key.len() < 60 && key.contains("-said-") && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    Some((if plausible { key } else { String::new() }, forget))
}

/// What a page says once about the request before it.
pub struct Notice {
    pub text: String,
    /// `good` for what was done, `bad` for what was not: the colour and the icon.
    pub tone: &'static str,
}

impl Notice {
    /// The notice under a key of the words. A key with `-said-not-` says that something was not done.
    pub fn new(key: &str, text: String) -> Self {
        Self { text, tone: if key.contains("-said-not-") { "bad" } else { "good" } }
    }
}

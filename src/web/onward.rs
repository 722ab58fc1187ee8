//! Remembers where a user wanted to go until they have arrived: while they sign in, set up a factor, choose a new password or accept an
//! invitation. The `next` of a URL is lost if a step begins with a mail or takes several pages; this cookie is not. It contains a path of
//! this portal.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, time::Duration},
};
use data_encoding::BASE64URL_NOPAD;

use super::cookie;
use crate::urls;

const NAME: &str = "onward";
const LASTS: Duration = Duration::minutes(30);

/// A cookie that remembers where a user wants to go; `None` if that is the first page.
pub fn keep(https: bool, path_and_query: &str) -> Option<Cookie<'static>> {
    let path = urls::local(path_and_query);
    let value = BASE64URL_NOPAD.encode(path.as_bytes());
    (path != urls::HOME).then(|| cookie::build(NAME, https, value).max_age(LASTS).finish())
}

/// Where the user wanted to go: a path of this portal, or the first page if nothing was remembered.
pub fn wanted(https: bool, request: &HttpRequest) -> String {
    let kept = request.cookie(&cookie::name(NAME, https));
    let path = kept.and_then(|cookie| BASE64URL_NOPAD.decode(cookie.value().as_bytes()).ok());
    let path = path.and_then(|path| String::from_utf8(path).ok()).unwrap_or_default();
    urls::local(&path).to_owned()
}

/// The cookie that deletes it, when they have arrived or signed out.
pub fn forget(https: bool) -> Cookie<'static> {
    cookie::build(NAME, https, "").max_age(Duration::ZERO).finish()
}

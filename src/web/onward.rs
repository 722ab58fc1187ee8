//! Where somebody wanted to go, kept while they arrive: signing in, setting a factor up, a new password, an invitation. The `next` in an
//! address is lost where a step is begun by a mail, or leads over several pages; this cookie is not. It holds a path of this portal.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, time::Duration},
};
use data_encoding::BASE64URL_NOPAD;

use super::cookie;
use crate::urls;

const NAME: &str = "onward";
const LASTS: Duration = Duration::minutes(30);

/// A cookie that keeps where somebody wants to go; none, where that is the first page.
pub fn keep(https: bool, path_and_query: &str) -> Option<Cookie<'static>> {
    let path = urls::local(path_and_query);
    let value = BASE64URL_NOPAD.encode(path.as_bytes());
    (path != urls::HOME).then(|| cookie::build(NAME, https, value).max_age(LASTS).finish())
}

/// Where somebody wanted to go: a path of this portal, the first page where nothing is known.
pub fn wanted(https: bool, request: &HttpRequest) -> String {
    let kept = request.cookie(&cookie::name(NAME, https));
    let path = kept.and_then(|cookie| BASE64URL_NOPAD.decode(cookie.value().as_bytes()).ok());
    let path = path.and_then(|path| String::from_utf8(path).ok()).unwrap_or_default();
    urls::local(&path).to_owned()
}

/// The cookie that forgets it: they have arrived, or have left.
pub fn forget(https: bool) -> Cookie<'static> {
    cookie::build(NAME, https, "").max_age(Duration::ZERO).finish()
}

//! Cookies of ours: no script reads them, no other host sets them.

use actix_web::cookie::{Cookie, CookieBuilder, SameSite};

/// What a cookie is called. Over https its name has browsers refuse it from anyone but this very host.
pub fn name(plain: &str, https: bool) -> String {
    if https { format!("__Host-{plain}") } else { plain.to_owned() }
}

/// A cookie that goes when the browser does, unless it is given an age.
pub fn build(plain: &str, https: bool, value: impl Into<String>) -> CookieBuilder<'static> {
    let cookie = Cookie::build(name(plain, https), value.into());
    cookie.path("/").secure(https).http_only(true).same_site(SameSite::Lax)
}

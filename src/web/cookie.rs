//! The portal's cookies: scripts cannot read them, and other hosts cannot set them.

use actix_web::cookie::{Cookie, CookieBuilder, SameSite};

/// The name of a cookie. With https it has the prefix `__Host-`: browsers accept such a cookie only from this very host.
pub fn name(plain: &str, https: bool) -> String {
    if https { format!("__Host-{plain}") } else { plain.to_owned() }
}

/// Builds a session cookie, which lasts until the browser is closed unless it is given a maximum age.
pub fn build(plain: &str, https: bool, value: impl Into<String>) -> CookieBuilder<'static> {
    let cookie = Cookie::build(name(plain, https), value.into());
    cookie.path("/").secure(https).http_only(true).same_site(SameSite::Lax)
}

//! A browser, recognised by a cookie of its own, and told in words.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    web::Data,
};

use crate::{
    config::Config,
    error::{AppError, AppResult},
    kernel::{Sha256, Token},
};

/// The browser a request comes from: one that has a token already, or one that is given a token with [`Browser::remember`].
#[derive(Clone)]
pub struct Browser {
    token: Token,
    https: bool,
}

impl Browser {
    /// What the database knows it by.
    pub fn digest(&self) -> Sha256 {
        self.token.digest()
    }

    /// Has the browser keep its token: done when someone is in, so that it is known the next time.
    ///
    /// # Errors
    /// Internal, when the cookie cannot be written.
    pub fn remember(&self, mut response: HttpResponse) -> AppResult {
        let cookie = Cookie::build(cookie_name(self.https), self.token.text())
            .path("/")
            .secure(self.https)
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(Duration::days(365))
            .finish();
        response.add_cookie(&cookie).map_err(AppError::internal)?;
        Ok(response)
    }
}

fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-device" } else { "device" }
}

impl FromRequest for Browser {
    type Error = AppError;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let https = request.app_data::<Data<Config>>().is_some_and(|config| config.web.https());
        let known = request.cookie(cookie_name(https)).and_then(|cookie| cookie.value().parse().ok());
        ready(Ok(Self { token: known.unwrap_or_else(Token::random), https }))
    }
}

/// A browser as people call it, from what it says of itself: `Firefox`, `Linux`. Empty where that says nothing we know.
pub fn in_words(agent: &str) -> (&'static str, &'static str) {
    // Each is named before those it claims to be, too.
    const BROWSERS: &[(&str, &str)] = &[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: &[(&str, &str)] = &[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("CrOS", "ChromeOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ];
    let named = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| agent.contains(sign)).map_or("", |(_, name)| name)
    };
    (named(BROWSERS), named(SYSTEMS))
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn browsers_are_told_apart_though_each_claims_to_be_all() {
        for (agent, words) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ("Firefox", "Linux")),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0",
                ("Edge", "Windows"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                ("Safari", "iPhone"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36",
                ("Chrome", "Android"),
            ),
            ("curl/8", ("", "")),
        ] {
            assert_eq!(in_words(agent), words, "{agent}");
        }
    }
}

//! A browser, recognised by a cookie of its own, and told in words.

use std::future::{Ready, ready};

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, Mac};
use sha2::Sha256 as Sha;

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    web::Data,
};

use crate::{
    config::Config,
    error::{AppError, AppResult},
    kernel::{Sha256, Token, secret::same},
};

/// The browser a request comes from: one that has a token already, or one that is given a token with [`Browser::remember`].
#[derive(Clone)]
pub struct Browser {
    token: Token,
    seal: String,
    known: bool,
    https: bool,
}

impl Browser {
    /// Whether it brought a token that we once gave out. That says nothing of whose browser it is.
    pub fn is_known(&self) -> bool {
        self.known
    }

    /// What the database knows it by.
    pub fn digest(&self) -> Sha256 {
        self.token.digest()
    }

    /// Has the browser keep its token: done when someone is in, so that it is known the next time.
    ///
    /// # Errors
    /// Internal, when the cookie cannot be written.
    pub fn remember(&self, mut response: HttpResponse) -> AppResult {
        let cookie = Cookie::build(cookie_name(self.https), format!("{}.{}", self.token.text(), self.seal))
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

/// Keeps strangers from making tokens of their own.
fn seal(config: &Config, token: &Token) -> String {
    let mut mac =
        Hmac::<Sha>::new_from_slice(config.secret_key.expose()).expect("HMAC takes a key of any length");
    mac.update(b"device\0");
    mac.update(token.text().as_bytes());
    BASE64URL_NOPAD.encode(&mac.finalize().into_bytes())
}

fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-device" } else { "device" }
}

impl Browser {
    /// The browser of a request.
    ///
    /// # Errors
    /// Misdirected, outside the portal.
    pub fn of(request: &HttpRequest) -> AppResult<Self> {
        let config = request.app_data::<Data<Config>>().ok_or(AppError::Misdirected)?;
        let https = config.web.https();
        let brought = request.cookie(cookie_name(https)).and_then(|cookie| {
            let (token, sealed) = cookie.value().split_once('.')?;
            let token: Token = token.parse().ok()?;
            same(sealed, seal(config, &token)).then_some(token)
        });
        let known = brought.is_some();
        let token = brought.unwrap_or_else(Token::random);
        Ok(Self { seal: seal(config, &token), token, known, https })
    }
}

impl FromRequest for Browser {
    type Error = AppError;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
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

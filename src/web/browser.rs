//! A browser, recognised by a cookie of its own.

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

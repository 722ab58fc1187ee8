//! Recognises a browser by a cookie of its own, independent of sessions.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, HttpResponse, cookie::time::Duration, dev::Payload, web::Data};
use data_encoding::BASE64URL_NOPAD;

use super::cookie;
use crate::{
    config::Config,
    error::{AppError, AppResult},
    kernel::{
        Sha256, Token,
        secret::{Secret, keyed, same},
    },
};

const NAME: &str = "device";

/// The browser that sent a request. It either has a token already, or receives a new one from [`Browser::remember`].
#[derive(Clone)]
pub struct Browser {
    token: Token,
    seal: String,
    known: bool,
    https: bool,
}

impl Browser {
    /// Whether it sent a token that the portal issued. That does not say whose browser it is.
    pub fn is_known(&self) -> bool {
        self.known
    }

    /// The digest under which the database stores the browser.
    pub fn digest(&self) -> Sha256 {
        self.token.digest()
    }

    /// Sets the cookie with the browser's token. Done when a user has signed in, so that the browser is known the next time.
    ///
    /// # Errors
    /// Internal if the cookie cannot be written.
    pub fn remember(&self, mut response: HttpResponse) -> AppResult {
        let value = format!("{}.{}", self.token.text(), self.seal);
        let cookie = cookie::build(NAME, self.https, value).max_age(Duration::days(365)).finish();
        response.add_cookie(&cookie).map_err(AppError::internal)?;
        Ok(response)
    }
}

/// Authenticates the token, so that nobody can make up their own.
fn seal(key: &Secret<Vec<u8>>, token: &Token) -> String {
    BASE64URL_NOPAD.encode(&keyed(key.expose(), &[b"device\0", token.text().as_bytes()]))
}

impl Browser {
    /// Returns the browser that sent a request.
    ///
    /// # Errors
    /// Misdirected if the request is not for the portal.
    pub fn of(request: &HttpRequest) -> AppResult<Self> {
        let config = request.app_data::<Data<Config>>().ok_or(AppError::Misdirected)?;
        let https = config.web.https();
        let brought = request.cookie(&cookie::name(NAME, https)).and_then(|cookie| {
            let (token, sealed) = cookie.value().split_once('.')?;
            let token: Token = token.parse().ok()?;
            let keys = [Some(&config.secret_key), config.secret_key_before.as_ref()];
            keys.into_iter().flatten().any(|key| same(sealed, seal(key, &token))).then_some(token)
        });
        let known = brought.is_some();
        let token = brought.unwrap_or_else(Token::random);
        Ok(Self { seal: seal(&config.secret_key, &token), token, known, https })
    }
}

impl FromRequest for Browser {
    type Error = AppError;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

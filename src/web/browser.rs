//! A browser, recognised by a cookie of its own.

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
        let value = format!("{}.{}", self.token.text(), self.seal);
        let cookie = cookie::build(NAME, self.https, value).max_age(Duration::days(365)).finish();
        response.add_cookie(&cookie).map_err(AppError::internal)?;
        Ok(response)
    }
}

/// Keeps strangers from making tokens of their own.
fn seal(key: &Secret<Vec<u8>>, token: &Token) -> String {
    BASE64URL_NOPAD.encode(&keyed(key.expose(), &[b"device\0", token.text().as_bytes()]))
}

impl Browser {
    /// The browser of a request.
    ///
    /// # Errors
    /// Misdirected, outside the portal.
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

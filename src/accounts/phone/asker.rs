//! The browser that wants to be signed in, identified by a cookie of its own.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, HttpResponse, cookie::time::Duration, dev::Payload, web::Data};

use crate::{
    config::Config,
    error::{AppError, AppResult},
    kernel::{Sha256, Token},
    web::cookie,
};

const NAME: &str = "code";

/// The maximum number of codes that a browser can show at once, each in a tab of its own. One more replaces the oldest.
const MOST: usize = 3;

/// The secret of a code that a browser shows. The link in the QR code is derived from it, so the browser can show the
/// code again, and the database stores neither.
#[derive(Clone)]
pub struct Secret(Token);

impl Secret {
    /// The digest that identifies the browser in the database.
    pub fn digest(&self) -> Sha256 {
        self.0.digest()
    }

    /// The token in the QR code. Someone who photographs it cannot sign in: that takes the secret.
    pub fn link(&self) -> Token {
        self.0.derived("sign-in confirmation")
    }
}

/// A browser, with the secrets of the codes it shows, newest last.
#[derive(Clone)]
pub struct Asker {
    secrets: Vec<Secret>,
    https: bool,
}

impl Asker {
    /// The browser with one more code. Each code has a secret of its own, so that the outcome of one reveals nothing
    /// about the others.
    pub fn with_new_code(mut self) -> (Self, Secret) {
        let fresh = Secret(Token::random());
        self.secrets.push(fresh.clone());
        let too_many = self.secrets.len().saturating_sub(MOST);
        self.secrets.drain(..too_many);
        (self, fresh)
    }

    /// The digests that may identify the browser in the database.
    pub fn digests(&self) -> Vec<Vec<u8>> {
        self.secrets.iter().map(|secret| secret.digest().as_bytes().to_vec()).collect()
    }

    /// The secret with a given digest.
    ///
    /// # Errors
    /// Not found, if it does not belong to this browser.
    pub fn secret(&self, digest: &[u8]) -> AppResult<&Secret> {
        self.secrets
            .iter()
            .find(|secret| secret.digest().as_bytes().as_slice() == digest)
            .ok_or(AppError::NotFound)
    }

    /// Stores the secrets in the browser's cookie.
    ///
    /// # Errors
    /// Internal, if the cookie cannot be written.
    pub fn remember(&self, mut response: HttpResponse) -> AppResult {
        let texts: Vec<String> = self.secrets.iter().map(|secret| secret.0.text()).collect();
        // Longer than the code is valid, so that its page can say that it has expired.
        let lasts = Duration::hours(1);
        let cookie = cookie::build(NAME, self.https, texts.join(".")).max_age(lasts).finish();
        response.add_cookie(&cookie).map_err(AppError::internal)?;
        Ok(response)
    }
}

impl FromRequest for Asker {
    type Error = AppError;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let https = request.app_data::<Data<Config>>().is_some_and(|config| config.web.https());
        let kept = request.cookie(&cookie::name(NAME, https));
        let secrets =
            kept.iter().flat_map(|cookie| cookie.value().split('.')).filter_map(|text| text.parse().ok());
        ready(Ok(Self { secrets: secrets.map(Secret).take(MOST).collect(), https }))
    }
}

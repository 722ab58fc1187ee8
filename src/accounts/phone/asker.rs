//! The browser that asks to be signed in, known by a cookie of its own.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, HttpResponse, cookie::time::Duration, dev::Payload, web::Data};

use crate::{
    config::Config,
    error::{AppError, AppResult},
    kernel::{Sha256, Token},
    web::cookie,
};

const NAME: &str = "code";

/// So many codes of one browser count side by side, each in a tab of its own; one more, and the oldest is let go.
const MOST: usize = 3;

/// The secret of a code that a browser shows. What its picture links to follows from it, so that the browser can draw the picture again
/// and the database needs to hold neither.
#[derive(Clone)]
pub struct Secret(Token);

impl Secret {
    /// What the database knows the browser by.
    pub fn digest(&self) -> Sha256 {
        self.0.digest()
    }

    /// What the picture links to. Who photographs it cannot go in: that takes the secret.
    pub fn link(&self) -> Token {
        self.0.derived("sign-in confirmation")
    }
}

/// A browser, by the secrets of the codes it shows, the newest last.
#[derive(Clone)]
pub struct Asker {
    secrets: Vec<Secret>,
    https: bool,
}

impl Asker {
    /// The browser with one more code: each has a secret of its own, so that what comes of one says nothing of the others.
    pub fn asking(mut self) -> (Self, Secret) {
        let fresh = Secret(Token::random());
        self.secrets.push(fresh.clone());
        let too_many = self.secrets.len().saturating_sub(MOST);
        self.secrets.drain(..too_many);
        (self, fresh)
    }

    /// What the database may know it by.
    pub fn digests(&self) -> Vec<Vec<u8>> {
        self.secrets.iter().map(|secret| secret.digest().as_bytes().to_vec()).collect()
    }

    /// The secret the database knows by a digest.
    ///
    /// # Errors
    /// Not found, when it is none of this browser's.
    pub fn secret(&self, digest: &[u8]) -> AppResult<&Secret> {
        self.secrets
            .iter()
            .find(|secret| secret.digest().as_bytes().as_slice() == digest)
            .ok_or(AppError::NotFound)
    }

    /// Has the browser keep its secrets.
    ///
    /// # Errors
    /// Internal, when the cookie cannot be written.
    pub fn remember(&self, mut response: HttpResponse) -> AppResult {
        let texts: Vec<String> = self.secrets.iter().map(|secret| secret.0.text()).collect();
        // Longer than the code counts, so that its page can say that it is over.
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

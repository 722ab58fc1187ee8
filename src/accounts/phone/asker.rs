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

/// The secret of a browser that shows a code. What its picture links to follows from it, so that the browser can draw the picture again
/// and the database needs to hold neither.
#[derive(Clone)]
pub struct Asker {
    secret: Token,
    https: bool,
}

impl Asker {
    /// A browser that asks now.
    pub fn new(config: &Config) -> Self {
        Self { secret: Token::random(), https: config.web.https() }
    }

    /// What the database knows it by.
    pub fn digest(&self) -> Sha256 {
        self.secret.digest()
    }

    /// What the picture links to. Who photographs it cannot go in: that takes the secret.
    pub fn link(&self) -> Token {
        self.secret.derived("sign-in confirmation")
    }

    /// Has the browser keep its secret.
    ///
    /// # Errors
    /// Internal, when the cookie cannot be written.
    pub fn remember(&self, mut response: HttpResponse) -> AppResult {
        // Longer than the code counts, so that its page can say that it is over.
        let lasts = Duration::hours(1);
        let cookie = cookie::build(NAME, self.https, self.secret.text()).max_age(lasts).finish();
        response.add_cookie(&cookie).map_err(AppError::internal)?;
        Ok(response)
    }
}

/// Who does not ask finds nothing here.
impl FromRequest for Asker {
    type Error = AppError;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let https = request.app_data::<Data<Config>>().is_some_and(|config| config.web.https());
        let secret =
            request.cookie(&cookie::name(NAME, https)).and_then(|cookie| cookie.value().parse().ok());
        ready(secret.map(|secret| Self { secret, https }).ok_or(AppError::NotFound))
    }
}

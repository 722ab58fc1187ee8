//! The id that an address names.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use serde::de::DeserializeOwned;

use crate::error::{AppError, AppResult};

/// The one id in a route's path: `Id(id): Id<ProjectId>`. What is no id names nothing.
pub struct Id<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Id<T> {
    type Error = AppError;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.match_info().load().map(Self).map_err(|_| AppError::NotFound))
    }
}

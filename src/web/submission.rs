//! Forms that create something. Each contains a key that was generated with the page: if it is sent twice (a double click, a retry on a
//! slow connection), it creates once. [`crate::form_keys`] stores what each key has created.

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{
    csrf,
    form::{KEY_FIELD, parse, read},
    kept::Kept,
};
use crate::{error::AppError, kernel::sha256::Sha256};

/// What distinguishes one submission of a form from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submission {
    /// `None` if the form was sent without one: it then counts as a form of its own.
    pub key: Option<Uuid>,
    /// The digest of everything that was typed, and of the path: the same title in another project is another milestone.
    pub digest: Sha256,
    /// Whether it is a stored form that is shown again: it creates nothing until it is sent once more.
    pub returned: bool,
}

/// The body of a POST that creates something, parsed like a [`super::PostForm`].
pub struct CreationForm<T>(pub T, pub Submission);

impl<T: DeserializeOwned + 'static> FromRequest for CreationForm<T> {
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let path = request.match_info().as_str().to_owned();
        let (bytes, returned) = (read(request, payload), Kept::of(request).is_some());
        Box::pin(async move {
            let bytes = bytes.await?;
            Ok(Self(parse(&bytes)?, Submission { returned, ..Submission::of(&path, &bytes) }))
        })
    }
}

impl Submission {
    fn of(path: &str, bytes: &[u8]) -> Self {
        let mut typed = Sha256::of(path.as_bytes());
        let mut key = None;
        for (name, value) in url::form_urlencoded::parse(bytes) {
            if name == KEY_FIELD {
                key = value.parse().ok();
            } else if name != csrf::FIELD {
                // Hashes have a fixed length, so that two different forms never produce the same bytes.
                let [name, value] = [Sha256::of(name.as_bytes()), Sha256::of(value.as_bytes())];
                typed = Sha256::of([*typed.as_bytes(), *name.as_bytes(), *value.as_bytes()].concat());
            }
        }
        Self { key, digest: typed, returned: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_has_the_same_digest_whatever_the_token() {
        let of = |form: &str| Submission::of("/projects", form.as_bytes());
        let first = of("_csrf=a&name=Labels&_once=0190aaaa-0000-7000-8000-000000000000");
        let again = of("_csrf=b&name=Labels&_once=0190aaaa-0000-7000-8000-000000000000");
        assert_eq!(first, again);
        assert!(first.key.is_some());
        for other in ["name=Labels+", "name=Label&s=", "names=Labels", "name=Labels&name=", ""] {
            assert_ne!(of(other).digest, first.digest, "{other}");
        }
        assert_ne!(Submission::of("/clients", b"name=Labels").digest, first.digest);
        assert_eq!(of("_once=7").key, None);
    }
}

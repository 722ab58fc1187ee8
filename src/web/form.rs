//! What users type: received as text, then either returned with its faults or turned into input.

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::CONTENT_TYPE, web::Bytes};
use serde::{Deserialize, de::DeserializeOwned};

pub use super::body::KEY_FIELD;
use super::{
    body::{BodyKind, TOKEN_FIELD},
    pace,
    repeated::TOO_OFTEN,
};
use crate::{
    error::AppError,
    kernel::{
        column::UnknownChoice,
        currency::UnknownCurrency,
        email_address::EmailFault,
        ids::NotAnId,
        locale::{DateFault, MoneyFault, NumberFault, UnknownLocale},
        text::TextFault,
        time::UnknownZone,
    },
};

/// Why a field is refused: a translation key, and the argument of its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub key: &'static str,
    pub mentions: Option<(&'static str, Mentioned)>,
}

/// The argument of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mentioned {
    /// A count: formatted as a number; the translation may depend on it.
    Count(i64),
    /// Any other text, inserted as it is even if it looks like a number.
    Text(String),
}

impl Fault {
    /// A fault whose message has no argument.
    pub const fn new(key: &'static str) -> Self {
        Self { key, mentions: None }
    }

    /// A fault whose message contains a text.
    pub fn mentioning(key: &'static str, name: &'static str, text: impl Into<String>) -> Self {
        Self { key, mentions: Some((name, Mentioned::Text(text.into()))) }
    }

    /// A fault whose message contains a count.
    pub fn counting(key: &'static str, name: &'static str, count: impl TryInto<i64>) -> Self {
        Self { key, mentions: Some((name, Mentioned::Count(count.try_into().unwrap_or(i64::MAX)))) }
    }
}

/// Of some fields, each with the translation key of its name, whether it is unchanged, and its present value, returns those that differ.
pub fn differing<const N: usize>(fields: [(&'static str, bool, String); N]) -> Vec<(&'static str, String)> {
    fields.into_iter().filter(|(_, same, _)| !same).map(|(key, _, now)| (key, now)).collect()
}

/// The maximum size of a form, in bytes.
pub const MOST_FORM_BYTES: usize = 512 * 1024;

/// The maximum number of fields in a form or a query, counting all repetitions. The largest form is that of an invoice: five fields per
/// row.
pub const MOST_FIELDS: usize = 1_400;

/// The message beside a form whose key has already created something else.
pub const FORM_USED: &str = "fault-form-used";

/// The message beside a form that was sent without its key.
pub const NO_KEY: &str = "fault-no-key";

/// The body of a POST. Its struct denies unknown fields; repeated fields are refused. The form token has been checked before (`web::csrf`).
pub struct PostForm<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for PostForm<T> {
    type Error = AppError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, AppError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = read(request, payload);
        Box::pin(async move { parse(&bytes.await?).map(Self) })
    }
}

/// Reads the body of a form.
pub(super) fn read(
    request: &HttpRequest,
    payload: &mut Payload,
) -> impl Future<Output = Result<Bytes, AppError>> + use<> {
    let is_form = BodyKind::of(request) == BodyKind::Form;
    let says_form = request.headers().contains_key(CONTENT_TYPE);
    let bytes = is_form.then(|| Bytes::from_request(request, payload));
    async move {
        let bytes = bytes.ok_or(AppError::UnsupportedMedia)?.await.map_err(|error| pace::unread(&error))?;
        if says_form || bytes.is_empty() { Ok(bytes) } else { Err(AppError::UnsupportedMedia) }
    }
}

/// A form that consists of its button: any field is refused.
pub type Button = PostForm<Nothing>;

/// A form without fields.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A form that asks for confirmation: on a page without scripts, in a dialog with scripts.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Confirmed {
    /// `yes` if the user has confirmed.
    pub confirmed: String,
}

impl Confirmed {
    /// Whether the user has confirmed.
    pub fn is_meant(&self) -> bool {
        self.confirmed == "yes"
    }
}

/// The query of a button that undoes a change: the time of the change, in microseconds since 1970. See [`crate::urls::undoing`].
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Undoing {
    pub of: Option<i64>,
}

/// The query of a GET, or of a button. Unknown names are ignored, because links come with `utm_source` and the like: the target struct must
/// not deny unknown fields.
pub struct UrlQuery<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for UrlQuery<T> {
    type Error = AppError;
    type Future = std::future::Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(parse(request.query_string().as_bytes()).map(Self))
    }
}

/// Whether a form or a query has more fields than any of the portal's. Counts separators, before anything is parsed.
pub fn has_too_many_fields(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).nth(MOST_FIELDS).is_some()
}

pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, AppError> {
    if has_too_many_fields(bytes) {
        return Err(AppError::TooManyFields);
    }
    let mut pairs = url::form_urlencoded::Serializer::new(String::with_capacity(bytes.len()));
    pairs.extend_pairs(
        url::form_urlencoded::parse(bytes).filter(|(name, _)| name != TOKEN_FIELD && name != KEY_FIELD),
    );
    serde_html_form::from_str(&pairs.finish()).map_err(|error| {
        if error.to_string() == TOO_OFTEN { AppError::TooManyFields } else { AppError::BadRequest }
    })
}

impl From<TextFault> for Fault {
    fn from(fault: TextFault) -> Self {
        match fault {
            TextFault::Empty => Self::new("fault-empty"),
            TextFault::TooLong { most } => Self::counting("fault-too-long", "most", most),
            TextFault::TooManyLines { most } => Self::counting("fault-too-many-lines", "most", most),
            TextFault::NotAFileName => Self::new("fault-file-name"),
            TextFault::TooManyMarks => Self::new("fault-too-many-marks"),
        }
    }
}

impl From<EmailFault> for Fault {
    fn from(fault: EmailFault) -> Self {
        match fault {
            EmailFault::Empty => Self::new("fault-empty"),
            EmailFault::NotAnAddress => Self::new("fault-email"),
            EmailFault::TooLong => Self::counting("fault-too-long", "most", 254),
        }
    }
}

impl From<DateFault> for Fault {
    fn from(fault: DateFault) -> Self {
        Self::new(match fault {
            DateFault::Empty => "fault-empty",
            DateFault::NotADate => "fault-date",
            DateFault::NoSuchDay => "fault-no-such-day",
            DateFault::TooFar => "fault-date-too-far",
        })
    }
}

/// An unknown choice: none of the portal's pages offered it.
macro_rules! choices {
    ($($unknown:ty),*) => {$(
        impl From<$unknown> for Fault {
            fn from(_: $unknown) -> Self {
                Self::new("fault-choice")
            }
        }
    )*};
}

choices!(UnknownChoice, UnknownCurrency, UnknownLocale, UnknownZone, NotAnId);

impl From<NumberFault> for Fault {
    fn from(fault: NumberFault) -> Self {
        match fault {
            NumberFault::Empty => Self::new("fault-empty"),
            NumberFault::NotANumber => Self::new("fault-number"),
            NumberFault::Separators => Self::new("fault-separators"),
            NumberFault::Ambiguous => Self::new("fault-ambiguous"),
            NumberFault::Negative => Self::new("fault-negative"),
            NumberFault::TooManyDecimals { most } => Self::counting("fault-decimals", "most", most),
            NumberFault::TooLarge => Self::new("fault-number-too-large"),
        }
    }
}

impl From<MoneyFault> for Fault {
    fn from(fault: MoneyFault) -> Self {
        match fault.0 {
            NumberFault::NotANumber => Self::new("fault-money"),
            fault => fault.into(),
        }
    }
}

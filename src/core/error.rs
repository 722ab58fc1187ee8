//! The errors of a request. Refused input, redirects and empty lists are not errors.

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use chrono::{DateTime, Utc};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// The result of a handler; other functions replace `T`.
pub type AppResult<T = HttpResponse> = Result<T, AppError>;

/// The ways in which a request ends without a page of its own. `web::error_pages` renders their bodies.
#[derive(Debug)]
pub enum AppError {
    /// Nobody is signed in, but the page requires it. Redirects to the sign-in page, and back afterwards.
    SignedOut,
    /// The same, and the form was stored: this page returns it once its sender has signed in.
    FormKept(String),
    /// A second factor is still required, or must be set up. Redirects to that.
    SignInIncomplete(&'static str),
    /// The request is sensitive, and the password or factor was entered too long ago. Redirects to the page that asks for one.
    Stale,
    /// The same, and the form was stored: this page returns it once its sender has entered one.
    StaleFormKept(String),
    /// The same for a button that was confirmed: this page asks for confirmation again.
    StaleQuestion(String),
    /// Does not exist, or not for this viewer: the two look the same.
    NotFound,
    /// Exists and is visible, but this viewer may not do it.
    Forbidden,
    /// A member of staff uses an address that is not allowed.
    AddressNotAllowed,
    /// Too many requests; more are accepted after this instant.
    Throttled(DateTime<Utc>),
    /// The caller has reached the limit of concurrent uploads, forms, downloads or streams. Not counted by the throttle; it passes by
    /// itself.
    Crowded,
    /// The request did not prove that it came from one of the portal's own pages.
    Forged,
    /// Another change came first, or a rule forbids it. The key is that of the message.
    Conflict(&'static str),
    /// Two transactions collided, and this one was rolled back: `Db::write` retries it. The text is for the log.
    Collided(String),
    /// The request cannot be understood.
    BadRequest,
    /// More fields, or more repetitions of one, than any of the portal's forms has.
    TooManyFields,
    /// The body is larger than this route accepts.
    TooLarge,
    /// The body is transferred too slowly.
    TooSlow,
    /// The body has a type that this route does not accept.
    UnsupportedMedia,
    /// The host name does not belong to a studio.
    Misdirected,
    /// A service that is needed (Postgres, storage) is unavailable.
    Unavailable(String),
    /// A row-level security policy rejected a write. A bug, unless the user's role has changed in the meantime: `Db::write` retries once.
    /// The text is for the log.
    Walled(String),
    /// A bug. The text is for the log, never for the page.
    Internal(String),
}

impl AppError {
    /// Wraps any error as a bug.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignedOut
            | Self::FormKept(_)
            | Self::SignInIncomplete(_)
            | Self::Stale
            | Self::StaleFormKept(_)
            | Self::StaleQuestion(_) => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Throttled(_) | Self::Crowded => StatusCode::TOO_MANY_REQUESTS,
            Self::Forbidden | Self::AddressNotAllowed | Self::Forged => StatusCode::FORBIDDEN,
            Self::Conflict(_) | Self::Collided(_) => StatusCode::CONFLICT,
            Self::BadRequest | Self::TooManyFields => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Walled(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unavailable(cause)
            | Self::Internal(cause)
            | Self::Collided(cause)
            | Self::Walled(cause) => {
                write!(f, "{}: {cause}", self.status())
            }
            Self::Conflict(key) => write!(f, "{}: {key}", self.status()),
            _ => write!(f, "{}", self.status()),
        }
    }
}

impl std::error::Error for AppError {}

impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    /// Leaves the body empty: the error pages' middleware, which knows the reader, fills it in.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status())
    }
}

impl From<DieselError> for AppError {
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::NotFound => Self::NotFound,
            DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
            | DieselError::BrokenTransactionManager => Self::Unavailable(error.to_string()),
            // The code checks beforehand that a unique value is free and that a referenced row exists. If the database refuses
            // nevertheless, another request has changed that.
            DieselError::DatabaseError(
                DatabaseErrorKind::SerializationFailure
                | DatabaseErrorKind::UniqueViolation
                | DatabaseErrorKind::ForeignKeyViolation,
                _,
            ) => Self::Collided(error.to_string()),
            _ if is_signed_out(&error) => Self::SignedOut,
            // Erased in the meantime, or the currency was changed; otherwise the code would have refused it.
            DieselError::DatabaseError(_, info)
                if matches!(
                    info.constraint_name(),
                    Some("erased" | "projects_have_their_clients_currency")
                ) =>
            {
                Self::Collided(error.to_string())
            }
            // Diesel has no kind for a deadlock (40P01).
            DieselError::DatabaseError(_, info) if info.message() == "deadlock detected" => {
                Self::Collided(error.to_string())
            }
            DieselError::DatabaseError(_, info) if info.message().contains("row-level security policy") => {
                Self::Walled(error.to_string())
            }
            DieselError::DatabaseError(_, info) if postgres_is_away(info.message()) => {
                Self::Unavailable(error.to_string())
            }
            _ => Self::Internal(error.to_string()),
        }
    }
}

/// Whether the database function `must_be_signed_in` rejected the transaction: it reports its own name as the constraint.
pub fn is_signed_out(error: &DieselError) -> bool {
    matches!(error, DieselError::DatabaseError(_, info) if info.constraint_name() == Some("must_be_signed_in"))
}

impl From<r2d2::Error> for AppError {
    fn from(error: r2d2::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<askama::Error> for AppError {
    fn from(error: askama::Error) -> Self {
        Self::Internal(format!("template: {error}"))
    }
}

/// Recognises errors that Postgres reports only as text: time limits, and its own shutdown.
fn postgres_is_away(message: &str) -> bool {
    [
        "statement timeout",
        "lock timeout",
        "terminating connection",
        "the database system is",
        "server closed the connection",
        "connection to server",
        "no connection to the server",
        "could not receive data",
        "SSL connection has been closed",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}

//! What can go wrong with a request. Refused input, redirects and empty lists are not errors.

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use chrono::{DateTime, Utc};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// What a handler answers; anything else a function may return goes in its place.
pub type AppResult<T = HttpResponse> = Result<T, AppError>;

/// The few ways a request ends without its page. `web::error_pages` gives each a body.
#[derive(Debug)]
pub enum AppError {
    /// Nobody is signed in, and the page is for someone. Sends to the sign-in page, and back afterwards.
    SignedOut,
    /// The same, and what was sent is kept: this page gives it back once its sender has signed in.
    FormKept(String),
    /// A second factor is still asked for, or must be set up. Sends there.
    SignInIncomplete(&'static str),
    /// What is asked for is sensitive, and the password or the factor was shown too long ago. Sends to the page that asks for one.
    Stale,
    /// The same, and what was sent is kept: this page gives it back once its sender has shown one.
    StaleFormKept(String),
    /// The same for a button that was agreed to: this page asks once more whether it is meant.
    StaleQuestion(String),
    /// Not there, or not there for this viewer: the two look the same.
    NotFound,
    /// There, visible, and not this viewer's to do.
    Forbidden,
    /// Someone who works here comes from an address from which that is not allowed.
    AddressNotAllowed,
    /// Too many requests; after this instant more are taken.
    Throttled(DateTime<Utc>),
    /// As much is under way for this caller as one may hold: uploads, forms, downloads, streams. Not counted; it passes by itself.
    Crowded,
    /// The request did not prove that it came from one of our own pages.
    Forged,
    /// Someone else was first. The key names the sentence that says so.
    Conflict(&'static str),
    /// Two changes met in Postgres, and this one was undone: `Db::write` tries it again. The text is for the log.
    Collided(String),
    /// The request is no request we understand.
    BadRequest,
    /// More fields, or one more often, than a form of ours has.
    TooManyFields,
    /// The body is larger than this route takes.
    TooLarge,
    /// The body hardly moves.
    TooSlow,
    /// The body is of a kind this route does not take.
    UnsupportedMedia,
    /// The host name belongs to no studio here.
    Misdirected,
    /// A part we need (Postgres, storage) does not answer now.
    Unavailable(String),
    /// A policy of Postgres refused what was written. A mistake of ours, unless the writer's place became another meanwhile: `Db::write`
    /// asks once more. The text is for the log.
    Walled(String),
    /// A mistake of ours. The text is for the log, never for the page.
    Internal(String),
}

impl AppError {
    /// A mistake of ours, from any error.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }

    /// The status this is answered with.
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

    /// Leaves the body empty: the error pages' layer, which knows who asks and how, fills it in.
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
            // What a unique index refuses was free a moment ago, and what a row points at was there, or the code would have said so:
            // another request took it.
            DieselError::DatabaseError(
                DatabaseErrorKind::SerializationFailure
                | DatabaseErrorKind::UniqueViolation
                | DatabaseErrorKind::ForeignKeyViolation,
                _,
            ) => Self::Collided(error.to_string()),
            _ if is_signed_out(&error) => Self::SignedOut,
            // Erased a moment ago, or in another currency by now; else the code would have said so.
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

/// Whether the database's function `must_be_signed_in` refused: it names itself where Postgres names a constraint.
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

/// Postgres tells these only in words: time-outs of ours, and its own shutting down.
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

//! Error pages: what happened, what is safe, what to do next, and a reference to quote.

use std::{any::Any, fmt, panic::AssertUnwindSafe, sync::atomic::AtomicBool};

use actix_web::{
    Error, HttpMessage, HttpRequest, HttpResponse, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{ALLOW, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER, VARY},
    },
    middleware::Next,
    web::Data,
};
use askama::Template;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;

use super::{
    assets::Assets,
    filters, onward, palette,
    request_id::{self, RequestId},
    security_headers, session,
    shell::Plain,
    surroundings::Surroundings,
    ui::{VARIES, theme},
};
use crate::{
    config::Config,
    error::AppError,
    kernel::{locale::Locale, time::Zone},
    tenancy::StudioFacts,
    urls,
    words::Words,
};

#[derive(Template)]
#[template(path = "errors/page.html")]
struct ErrorPage {
    status: u16,
    title_key: &'static str,
    text_key: &'static str,
    next_key: &'static str,
    /// When requests are accepted again, if there were too many.
    until: Option<DateTime<Utc>>,
    reference: String,
    /// The URL to try again; empty if the request must not be repeated.
    here: String,
    /// The page from which the refused form was sent; empty if unknown.
    back: String,
}

/// The parts of a request that are needed to render an error in its reader's language.
struct Asked {
    htmx: bool,
    boosted: bool,
    streams: bool,
    safe: bool,
    locale: Option<Locale>,
    path_and_query: String,
    current_url: Option<String>,
    reference: String,
    theme: String,
    https: bool,
    assets: Option<std::sync::Arc<Assets>>,
}

impl Asked {
    fn of(request: &HttpRequest) -> Self {
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        // Parsing cookies borrows the extensions too, so this borrow has to end first.
        let reference = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
        Self {
            htmx: header("hx-request").is_some(),
            boosted: header("hx-boosted").is_some(),
            streams: header("accept")
                .is_some_and(|kinds| kinds.contains("text/event-stream") && !kinds.contains("text/html")),
            safe: request.method().is_safe(),
            locale: header("accept-language").map(Locale::from_accept_language),
            path_and_query: request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            // Within one site, browsers send the page that a form was sent from.
            current_url: header("hx-current-url")
                .or(header("referer"))
                .and_then(|url| url::Url::parse(url).ok())
                .map(|url| match url.query() {
                    Some(query) => format!("{}?{query}", url.path()),
                    None => url.path().to_owned(),
                }),
            reference,
            theme: theme(request, None),
            https: request.app_data::<Data<Config>>().is_some_and(|config| config.web.https()),
            assets: request.app_data::<Data<Assets>>().map(|assets| assets.clone().into_inner()),
        }
    }

    /// The page that a form was sent from, if known. Reloading the response to a form would send the form again.
    fn sent_from(&self) -> String {
        self.current_url.as_deref().filter(|_| !self.safe).map(own).unwrap_or_default()
    }

    fn render(&self, status: StatusCode, detail: Detail, studio: Option<&StudioFacts>) -> String {
        let Some(assets) = self.assets.clone() else { return status.to_string() };
        let locale = self.locale.or(studio.map(|studio| studio.locale)).unwrap_or_default();
        let zone = studio.map_or(Zone::UTC, |studio| studio.zone);
        let now = chrono::Utc::now();
        let around = Surroundings {
            words: Words::of(locale),
            locale,
            zone,
            today: zone.date_of(now),
            now,
            csrf: String::new(),
            studio_name: studio.map(|studio| studio.name.clone()).unwrap_or_default(),
            accent: studio.map_or_else(|| palette::DEFAULT.to_owned(), |studio| studio.accent.clone()),
            viewer: None,
            audience: None,
            assets,
            returned: None,
            focus_taken: AtomicBool::new(false),
        };
        let (title_key, text_key, next_key) = keys(status);
        let title_key = detail.title_key.unwrap_or(title_key);
        let from = self.sent_from();
        // The browser's back button leads to what was typed; this link reloads the page to show its current state.
        let back = if next_key == "error-next-reload" { from.clone() } else { String::new() };
        let page = ErrorPage {
            status: status.as_u16(),
            title_key,
            text_key: detail.text_key.unwrap_or(text_key),
            next_key: if back.is_empty() { next_key } else { "error-next-return" },
            until: detail.until,
            reference: self.reference.clone(),
            here: if self.safe { own(&self.path_and_query) } else { from },
            back,
        };
        let content = page.render_with_values(&around).unwrap_or_else(|_| status.to_string());
        if self.htmx {
            return content;
        }
        let title = around.words.text(title_key);
        let plain = Plain { title: &title, content: &content, theme: &self.theme, flash: None };
        plain.render_with_values(&around).unwrap_or_else(|_| status.to_string())
    }
}

/// Returns a page of the portal other than the first; otherwise an empty string. A path can name another site (`//elsewhere`).
fn own(page: &str) -> String {
    Some(urls::local(page)).filter(|page| *page != urls::HOME).map(str::to_owned).unwrap_or_default()
}

/// The translation keys for a status: what happened, what is safe, what to do.
fn keys(status: StatusCode) -> (&'static str, &'static str, &'static str) {
    match status.as_u16() {
        400 => ("error-400-title", "error-400-text", "error-next-back"),
        401 => ("error-401-title", "error-401-text", "error-next-sign-in"),
        403 => ("error-403-title", "error-403-text", "error-next-reload"),
        404 => ("error-404-title", "error-404-text", "error-next-home"),
        405 => ("error-405-title", "error-405-text", "error-next-home"),
        408 => ("error-408-title", "error-408-text", "error-next-back"),
        409 => ("error-409-title", "error-409-text", "error-next-reload"),
        410 => ("error-410-title", "error-410-text", "error-next-home"),
        413 => ("error-413-title", "error-413-text", "error-next-back"),
        415 => ("error-415-title", "error-415-text", "error-next-back"),
        421 => ("error-421-title", "error-421-text", "error-next-address"),
        422 => ("error-422-title", "error-422-text", "error-next-back"),
        429 => ("error-429-title", "error-429-text", "error-next-wait"),
        503 => ("error-503-title", "error-503-text", "error-next-wait"),
        _ => ("error-500-title", "error-500-text", "error-next-quote"),
    }
}

/// Middleware: renders a page for every error, and turns a panic into a 500 with a reference.
pub async fn error_pages(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut asked = Asked::of(request.request());
    let outcome = match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(outcome) => outcome,
        Err(panic) => {
            tracing::error!(reference = asked.reference, cause = cause_of(&*panic), "a handler panicked");
            return Err(
                ErrorWithPage::by(&asked, StatusCode::INTERNAL_SERVER_ERROR, Detail::default()).into()
            );
        }
    };
    let response = match outcome {
        Ok(response) => response,
        Err(error) => {
            let status = error.as_response_error().status_code();
            log(&asked, status, &error.to_string());
            return Err(ErrorWithPage::by(&asked, status, Detail::of(error.as_error())).into());
        }
    };
    let status = response.status();
    let answered = response.headers().contains_key(CONTENT_TYPE);
    if status.as_u16() < 400 || answered {
        return Ok(response.map_into_boxed_body());
    }
    let error = response.response().error().and_then(|error| error.as_error::<AppError>());
    let cause = error.map_or_else(|| status.to_string(), ToString::to_string);
    let detail = Detail::of(error);
    let way_on = match error {
        Some(AppError::SignInIncomplete(url)) => WayOn::To(url),
        Some(AppError::Stale) => WayOn::Proof(None),
        Some(AppError::StaleQuestion(path)) => WayOn::ProofAndQuestion(path.clone()),
        Some(AppError::StaleFormKept(path)) => WayOn::Proof(Some(path.clone())),
        Some(AppError::FormKept(path)) => WayOn::SignInAndOnTo(path.clone()),
        _ => WayOn::SignIn,
    };
    log(&asked, status, &cause);
    asked.locale = session::chosen_locale(response.request()).or(asked.locale);
    let studio = response.request().extensions().get::<std::sync::Arc<StudioFacts>>().cloned();
    let allow = response.headers().get(ALLOW).cloned();
    let (http, _) = response.into_parts();
    let mut answer = match status {
        StatusCode::UNAUTHORIZED if !asked.streams => asked.send_on(way_on),
        _ => asked.answer(status, detail, studio.as_deref()),
    };
    if let Some(allow) = allow {
        answer.headers_mut().insert(ALLOW, allow);
    }
    Ok(ServiceResponse::new(http, answer))
}

/// What an error adds to its status.
#[derive(Clone, Copy, Default)]
struct Detail {
    title_key: Option<&'static str>,
    text_key: Option<&'static str>,
    until: Option<DateTime<Utc>>,
}

impl Detail {
    fn of(error: Option<&AppError>) -> Self {
        let said = |key| Self { text_key: Some(key), ..Self::default() };
        match error {
            Some(AppError::Collided(_)) => said("error-conflict-text"),
            // A business rule forbids it; it is not a conflict between two users.
            Some(AppError::Conflict(key)) => Self { title_key: Some("error-rule-title"), ..said(key) },
            Some(AppError::AddressNotAllowed) => said("error-elsewhere-text"),
            Some(AppError::Crowded) => said("error-crowded-text"),
            Some(AppError::TooManyFields) => said("error-too-many-fields-text"),
            Some(AppError::Throttled(until)) => Self { until: Some(*until), ..Self::default() },
            _ => Self::default(),
        }
    }

    /// The number of seconds after which a retry makes sense.
    fn retry_after(self, status: StatusCode) -> Option<i64> {
        match self.until {
            Some(until) => Some((until - Utc::now()).num_seconds().max(1)),
            None => {
                let passes = [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS];
                passes.contains(&status).then_some(5)
            }
        }
    }
}

/// Where a user is redirected who may not see the page yet.
enum WayOn {
    SignIn,
    SignInAndOnTo(String),
    /// And from there to the stored form, if there is one.
    Proof(Option<String>),
    /// And from there to the page that asks for confirmation again.
    ProofAndQuestion(String),
    To(&'static str),
}

impl Asked {
    /// Redirects to the step that is required first, and from there back to the page that was requested, or from which a form was sent.
    fn send_on(&self, way_on: WayOn) -> HttpResponse {
        // A link that htmx follows leads to a page like any other link; a fragment is requested by the page that shows it.
        let back = if self.safe && (self.boosted || !self.htmx) {
            self.path_and_query.as_str()
        } else {
            self.current_url.as_deref().unwrap_or("/")
        };
        let (url, kept) = match way_on {
            WayOn::SignIn => (urls::sign_in_and_on_to(back), None),
            WayOn::SignInAndOnTo(path) => (urls::sign_in_and_on_to(&path), None),
            WayOn::ProofAndQuestion(page) => (urls::proof_and_on_to(&page, back, "question"), None),
            WayOn::Proof(kept) => (self.proof(back, kept.as_deref()), None),
            // The missing steps take several pages.
            WayOn::To(url) => (url.to_owned(), onward::keep(self.https, back)),
        };
        let mut response = if self.htmx {
            let mut response = HttpResponse::build(StatusCode::UNAUTHORIZED);
            response.insert_header((VARY, VARIES)).insert_header(("hx-redirect", url));
            response
        } else {
            let mut response = HttpResponse::SeeOther();
            response.insert_header((LOCATION, url));
            response
        };
        if let Some(kept) = kept {
            response.cookie(kept);
        }
        response.finish()
    }

    /// The URL of the page that asks for the password. It says what happens to the form that was sent, and leads back to the previous page.
    fn proof(&self, back: &str, kept: Option<&str>) -> String {
        let was_at = self.current_url.as_deref().unwrap_or_default();
        match (kept, self.safe) {
            (Some(form), _) => urls::proof_and_on_to(form, back, "form"),
            (None, true) => urls::proof_and_on_to(back, was_at, ""),
            (None, false) => urls::proof_and_on_to(back, back, "button"),
        }
    }

    fn answer(&self, status: StatusCode, detail: Detail, studio: Option<&StudioFacts>) -> HttpResponse {
        let mut response = HttpResponse::build(status);
        response.insert_header((VARY, VARIES));
        if let Some(seconds) = detail.retry_after(status) {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if self.streams {
            return response.finish();
        }
        if self.htmx && !self.safe {
            // Whichever part of the page was to be replaced: this is a whole page.
            response.insert_header(("hx-retarget", "#page")).insert_header(("hx-reswap", "innerHTML"));
        }
        response.content_type("text/html; charset=utf-8").body(self.render(status, detail, studio))
    }
}

fn log(asked: &Asked, status: StatusCode, cause: &str) {
    let reference = asked.reference.as_str();
    match status.as_u16() {
        500.. => tracing::error!(reference, status = status.as_u16(), cause, "a request failed"),
        _ => tracing::debug!(
            reference,
            status = status.as_u16(),
            cause,
            "a request was answered with an error page"
        ),
    }
}

fn cause_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("unknown")
}

/// An error with its page already rendered, for outer layers that no longer have the request.
struct ErrorWithPage {
    status: StatusCode,
    retry_after: Option<i64>,
    html: String,
    https: bool,
    reference: String,
}

impl ErrorWithPage {
    fn by(asked: &Asked, status: StatusCode, detail: Detail) -> Self {
        Self {
            status,
            retry_after: detail.retry_after(status),
            html: asked.render(status, detail, None),
            https: asked.https,
            reference: asked.reference.clone(),
        }
    }
}

/// Omits the page, which would fill the log.
impl fmt::Debug for ErrorWithPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for ErrorWithPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)
    }
}

impl ResponseError for ErrorWithPage {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response =
            HttpResponse::build(self.status).content_type("text/html; charset=utf-8").body(self.html.clone());
        security_headers::apply(response.headers_mut(), self.https);
        request_id::put(response.headers_mut(), &self.reference);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

//! How a handler responds: with a page, or for htmx its fragment; with a refused form; with a redirect.

use std::{
    future::{Ready, ready},
    sync::atomic::AtomicBool,
};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder,
    cookie::Cookie,
    dev::Payload,
    http::{StatusCode, header},
    web::Data,
};
use askama::Template;

use super::{
    assets::Assets,
    caller::Visitor,
    csrf, erased,
    flash::{self, Notice},
    kept::Kept,
    onward,
    pattern::decoded_path,
    shell::{Fragment, Plain, Rail, Returned, Shell},
    surroundings::Surroundings,
};
use crate::{
    access::Viewer,
    config::Config,
    db::Db,
    error::{AppError, AppResult},
    events::{Audience, Positions},
    kernel::locale::Locale,
    urls,
    words::Words,
};

/// A template that is the content of a page.
pub trait Page: Template {
    /// The title in the browser's tab.
    fn title(&self, words: &Words) -> String;
}

/// The title of a page about something with a name: `Files · Winter packaging`.
pub fn thing_and_place(thing: &str, place: &str) -> String {
    format!("{thing} · {place}")
}

/// Implements [`Page`] for pages with a constant title: `titled! { Index = "clients-title"; }`.
#[macro_export]
macro_rules! titled {
    ($($page:ty = $key:literal;)*) => {$(
        impl $crate::Page for $page {
            fn title(&self, words: &$crate::words::Words) -> String {
                words.text($key)
            }
        }
    )*};
}

/// Responds to a request in its reader's language, with a page or a fragment.
pub struct Ui {
    /// The context of templates: the reader's language, time zone, token.
    pub around: Surroundings,
    htmx: bool,
    boosted: bool,
    path: String,
    path_and_query: String,
    theme: String,
    flash: Option<(flash::Said, Cookie<'static>)>,
    visitor_cookie: Option<Cookie<'static>>,
    live_after: String,
    wanted: String,
    rail: Data<Rail>,
    config: Data<Config>,
}

impl FromRequest for Ui {
    type Error = AppError;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visitor = Visitor::from_request(request, payload).into_inner();
        ready(visitor.and_then(|visitor| Self::new(request, visitor)))
    }
}

impl Ui {
    fn new(request: &HttpRequest, visitor: Visitor) -> AppResult<Self> {
        let config = request.app_data::<Data<Config>>().ok_or(AppError::Misdirected)?.clone();
        let assets = request.app_data::<Data<Assets>>().ok_or(AppError::Misdirected)?.clone().into_inner();
        let live = request.app_data::<Data<dyn Positions>>().ok_or(AppError::Misdirected)?;
        let rail = request.app_data::<Data<Rail>>().ok_or(AppError::Misdirected)?.clone();
        let db = request.app_data::<Data<Db>>().ok_or(AppError::Misdirected)?;
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let locale =
            visitor.viewer.as_ref().and_then(|viewer| viewer.locale).unwrap_or_else(|| {
                match header("accept-language") {
                    Some(wishes) => Locale::from_accept_language(wishes),
                    None => visitor.studio.locale,
                }
            });
        let zone = visitor.viewer.as_ref().map_or(visitor.studio.zone, |viewer| viewer.zone);
        let (binding, visitor_cookie) = csrf::binding(&config, request);
        let now = db.clock().now();
        Ok(Self {
            htmx: header("hx-request").is_some() && header("hx-history-restore-request").is_none(),
            boosted: header("hx-boosted").is_some(),
            path: decoded_path(request).to_owned(),
            path_and_query: request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            theme: theme(request, visitor.viewer.as_ref()),
            flash: flash::said(&config.web, request),
            visitor_cookie,
            live_after: live.position(visitor.studio.id),
            wanted: onward::wanted(config.web.https(), request),
            rail,
            around: Surroundings {
                words: Words::of(locale),
                locale,
                zone,
                today: visitor.studio.zone.date_of(now),
                now,
                csrf: csrf::token(&config, &binding, now),
                studio_name: visitor.studio.name.clone(),
                accent: visitor.studio.accent.clone(),
                audience: visitor.viewer.as_ref().map(|viewer| Audience::of(viewer.role)),
                viewer: visitor.viewer,
                assets,
                returned: Kept::of(request),
                focus_taken: AtomicBool::new(false),
            },
            config,
        })
    }

    /// The reader's language.
    pub fn locale(&self) -> Locale {
        self.around.locale
    }

    /// Whether the request was made by htmx rather than by the browser itself.
    pub fn is_htmx(&self) -> bool {
        self.htmx
    }

    /// Responds with a page, or for htmx with its fragment.
    ///
    /// # Errors
    /// Internal if a template fails.
    pub fn page(&self, page: &impl Page) -> AppResult {
        self.answer(StatusCode::OK, page)
    }

    /// Responds with a form and its faults (422).
    ///
    /// # Errors
    /// Internal if a template fails.
    pub fn refuse(&self, page: &impl Page) -> AppResult {
        self.answer(StatusCode::UNPROCESSABLE_ENTITY, page)
    }

    /// Responds with a page whose form came too late, or twice (409): the typed text stays.
    ///
    /// # Errors
    /// Internal if a template fails.
    pub fn conflict(&self, page: &impl Page) -> AppResult {
        self.answer(StatusCode::CONFLICT, page)
    }

    /// Responds with a page under any status.
    ///
    /// # Errors
    /// Internal if a template fails.
    pub fn answer(&self, status: StatusCode, page: &impl Page) -> AppResult {
        let title = page.title(self.around.words);
        let mut content = page.render_with_values(&self.around)?;
        if let Some(kept) = self.around.returned.filter(|_| status.is_client_error()) {
            content.insert_str(0, &Returned { kept }.render_with_values(&self.around)?);
        }
        let mut response = HttpResponse::build(status);
        let html = match &self.around.viewer {
            Some(viewer) if self.htmx => {
                let here = if status == StatusCode::OK { self.path_and_query.as_str() } else { "false" };
                if self.boosted {
                    response.insert_header(("hx-push-url", here));
                } else if status.is_client_error() {
                    // A row was requested, but the response is a page that says why not.
                    response
                        .insert_header(("hx-retarget", "#page"))
                        .insert_header(("hx-reswap", "innerHTML"));
                }
                self.fragment(viewer, &title, &content)?
            }
            Some(viewer) => self.shell(viewer, &title, &content)?,
            None => self.plain(&title, &content)?,
        };
        Ok(self.finish(response, html))
    }

    /// Responds with a fragment for htmx to put where it was requested, without shell or rail.
    ///
    /// # Errors
    /// Internal if a template fails.
    pub fn piece(&self, template: &impl Template) -> AppResult {
        let html = template.render_with_values(&self.around)?;
        Ok(self.finish(HttpResponse::Ok(), html))
    }

    /// Redirects to another page (303), which the browser or htmx then requests.
    ///
    /// # Errors
    /// None; it returns a `Result` because handlers do.
    pub fn go_to(&self, url: impl AsRef<str>) -> AppResult {
        Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, url.as_ref())).finish())
    }

    /// Redirects to another page, which shows a message once.
    ///
    /// # Errors
    /// None; it returns a `Result` because handlers do.
    pub fn go_to_saying(&self, url: impl AsRef<str>, key: &'static str) -> AppResult {
        let mut response = self.go_to(url)?;
        response.add_cookie(&flash::say(&self.config.web, key)).map_err(AppError::internal)?;
        Ok(response)
    }

    /// Whether mail leaves the portal at all: without a mail server it stays in the outbox, and no page may say that it was sent.
    pub fn mail_leaves(&self) -> bool {
        self.config.mail.smtp_url.is_some()
    }

    /// Where a user is redirected after arriving: the page in this request, otherwise the one remembered when they began to sign in,
    /// otherwise the first page.
    pub fn on_to<'a>(&'a self, next: &'a str) -> &'a str {
        if next == urls::HOME { &self.wanted } else { next }
    }

    /// Adds a cookie to the response that remembers where the user wants to go.
    ///
    /// # Errors
    /// Internal if the cookie cannot be written.
    pub fn keeping_on_to(&self, mut response: HttpResponse, next: &str) -> AppResult {
        if let Some(cookie) = onward::keep(self.config.web.https(), next) {
            response.add_cookie(&cookie).map_err(AppError::internal)?;
        }
        Ok(response)
    }

    /// Deletes the remembered destination from the browser of a user who has arrived or signed out.
    ///
    /// # Errors
    /// Internal if the cookie cannot be written.
    pub fn forgetting_on_to(&self, mut response: HttpResponse) -> AppResult {
        if self.wanted != urls::HOME {
            response.add_cookie(&onward::forget(self.config.web.https())).map_err(AppError::internal)?;
        }
        Ok(response)
    }

    /// Redirects to another page, which shows a message once, with a button that undoes the change by a POST to `undo`.
    ///
    /// # Errors
    /// None; it returns a `Result` because handlers do.
    pub fn go_to_offering(&self, url: impl AsRef<str>, key: &'static str, undo: &str) -> AppResult {
        let mut response = self.go_to(url)?;
        response.add_cookie(&flash::offer(&self.config.web, key, undo)).map_err(AppError::internal)?;
        Ok(response)
    }

    fn finish(&self, mut response: HttpResponseBuilder, html: String) -> HttpResponse {
        if let Some((_, forget)) = &self.flash {
            response.cookie(forget.clone());
        }
        if let Some(cookie) = &self.visitor_cookie {
            response.cookie(cookie.clone());
        }
        let html = erased::in_words(html, self.around.words);
        response.insert_header((header::VARY, VARIES)).content_type("text/html; charset=utf-8").body(html)
    }

    fn said(&self) -> Option<Notice> {
        let (said, _) = self.flash.as_ref()?;
        self.around.words.has(&said.key).then(|| Notice::new(said, self.around.words.text(&said.key)))
    }

    fn fragment(&self, viewer: &Viewer, title: &str, content: &str) -> AppResult<String> {
        let (rail, flash) = (self.rail.items(viewer, &self.path), self.said());
        let fragment = Fragment { title, content, viewer, rail, flash };
        Ok(fragment.render_with_values(&self.around)?)
    }

    fn shell(&self, viewer: &Viewer, title: &str, content: &str) -> AppResult<String> {
        let shell = Shell {
            title,
            content,
            theme: &self.theme,
            live_after: &self.live_after,
            viewer,
            rail: self.rail.items(viewer, &self.path),
            flash: self.said(),
        };
        Ok(shell.render_with_values(&self.around)?)
    }

    fn plain(&self, title: &str, content: &str) -> AppResult<String> {
        let plain = Plain { title, content, theme: &self.theme, flash: self.said() };
        Ok(plain.render_with_values(&self.around)?)
    }
}

/// The request headers that every page depends on.
pub const VARIES: &str = "HX-Request, Accept-Language, Cookie";

/// The theme: chosen on this device, otherwise by the user, otherwise left to the device.
pub fn theme(request: &HttpRequest, viewer: Option<&Viewer>) -> String {
    let here = request.cookie("theme").map(|cookie| cookie.value().to_owned());
    here.filter(|theme| matches!(theme.as_str(), "light" | "dark"))
        .or_else(|| viewer.and_then(|viewer| viewer.theme.clone()))
        .unwrap_or_else(|| "auto".to_owned())
}

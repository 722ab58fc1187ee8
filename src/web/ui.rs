//! How a handler answers: a page, or for htmx its fragment; a refused form; a way on.

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
    /// What the browser's tab says.
    fn title(&self, words: &Words) -> String;
}

/// The title of a page that belongs to something with a name: `Files · Winter packaging`.
pub fn thing_and_place(thing: &str, place: &str) -> String {
    format!("{thing} · {place}")
}

/// Pages whose title is the same whatever they show: `titled! { Index = "clients-title"; }`.
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

/// Answers a request in its reader's language, as a page or as a fragment.
pub struct Ui {
    /// The reader's words, zone, token: what templates find.
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

    /// Whether htmx asks, rather than the browser itself.
    pub fn is_htmx(&self) -> bool {
        self.htmx
    }

    /// A page, or for htmx its fragment.
    ///
    /// # Errors
    /// Internal, when a template fails.
    pub fn page(&self, page: &impl Page) -> AppResult {
        self.answer(StatusCode::OK, page)
    }

    /// A form that comes back with its faults (422).
    ///
    /// # Errors
    /// Internal, when a template fails.
    pub fn refuse(&self, page: &impl Page) -> AppResult {
        self.answer(StatusCode::UNPROCESSABLE_ENTITY, page)
    }

    /// A page with a form that came too late, or twice: what was typed stays.
    ///
    /// # Errors
    /// Internal, when a template fails.
    pub fn conflict(&self, page: &impl Page) -> AppResult {
        self.answer(StatusCode::CONFLICT, page)
    }

    /// A page under any status.
    ///
    /// # Errors
    /// Internal, when a template fails.
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
                    // A row was asked for, and a page comes that says why not.
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

    /// A piece of a page, for htmx to put where it asked for it. It stands for itself: no shell, no rail.
    ///
    /// # Errors
    /// Internal, when a template fails.
    pub fn piece(&self, template: &impl Template) -> AppResult {
        let html = template.render_with_values(&self.around)?;
        Ok(self.finish(HttpResponse::Ok(), html))
    }

    /// On to another page (303), which the browser or htmx then asks for.
    ///
    /// # Errors
    /// None; it is a result because handlers answer with one.
    pub fn go_to(&self, url: impl AsRef<str>) -> AppResult {
        Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, url.as_ref())).finish())
    }

    /// On to another page, which says once what was done.
    ///
    /// # Errors
    /// None; it is a result because handlers answer with one.
    pub fn go_to_saying(&self, url: impl AsRef<str>, key: &'static str) -> AppResult {
        let mut response = self.go_to(url)?;
        response.add_cookie(&flash::say(&self.config.web, key)).map_err(AppError::internal)?;
        Ok(response)
    }

    /// Whether mail leaves the portal at all: without a mail server it stays in the outbox, and nobody is to be told that it was sent.
    pub fn mail_leaves(&self) -> bool {
        self.config.mail.smtp_url.is_some()
    }

    /// Where somebody goes on to: what they say now, else what they wanted when they began to arrive, else the first page.
    pub fn on_to<'a>(&'a self, next: &'a str) -> &'a str {
        if next == urls::HOME { &self.wanted } else { next }
    }

    /// The answer, with a cookie that keeps where somebody wants to go while they arrive.
    ///
    /// # Errors
    /// Internal, when the cookie cannot be written.
    pub fn keeping_on_to(&self, mut response: HttpResponse, next: &str) -> AppResult {
        if let Some(cookie) = onward::keep(self.config.web.https(), next) {
            response.add_cookie(&cookie).map_err(AppError::internal)?;
        }
        Ok(response)
    }

    /// The answer to somebody who has arrived, or has left: nothing is kept of where they wanted to go.
    ///
    /// # Errors
    /// Internal, when the cookie cannot be written.
    pub fn forgetting_on_to(&self, mut response: HttpResponse) -> AppResult {
        if self.wanted != urls::HOME {
            response.add_cookie(&onward::forget(self.config.web.https())).map_err(AppError::internal)?;
        }
        Ok(response)
    }

    /// On to another page, which says once what was done, and offers to undo it by a POST to `undo`.
    ///
    /// # Errors
    /// None; it is a result because handlers answer with one.
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

/// What every page depends on, besides its address.
pub const VARIES: &str = "HX-Request, Accept-Language, Cookie";

/// Chosen on this device, else by this person, else left to the device.
pub fn theme(request: &HttpRequest, viewer: Option<&Viewer>) -> String {
    let here = request.cookie("theme").map(|cookie| cookie.value().to_owned());
    here.filter(|theme| matches!(theme.as_str(), "light" | "dark"))
        .or_else(|| viewer.and_then(|viewer| viewer.theme.clone()))
        .unwrap_or_else(|| "auto".to_owned())
}

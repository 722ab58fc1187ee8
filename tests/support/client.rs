//! An HTTP client that stores cookies, sends form tokens, and follows redirects only on request.

use std::{cell::RefCell, net::SocketAddr, sync::Arc, time::Duration};

use actix_session::Session;
use actix_web::{App, HttpResponse, test, web};
use reprint::{
    access::{Origin, Role, SystemViewer},
    kernel::ids::{StudioId, UserId},
    sessions::{self, NewSession, Stage},
    web::session,
};
use reqwest::{
    Method, Url,
    blocking::{RequestBuilder, multipart},
    cookie::{CookieStore, Jar},
    redirect::Policy,
};

use super::{Page, Served};

/// A browser at a studio's host.
pub struct Client {
    http: reqwest::blocking::Client,
    cookies: Arc<Jar>,
    base: Url,
    token: RefCell<Option<String>>,
}

impl Client {
    /// A browser that has not visited any page.
    pub fn new(port: u16, host: &str) -> Self {
        let cookies = Arc::new(Jar::default());
        let http = reqwest::blocking::Client::builder()
            .cookie_provider(cookies.clone())
            .redirect(Policy::none())
            .resolve(host, SocketAddr::from(([127, 0, 0, 1], port)))
            .timeout(Duration::from_secs(90))
            .user_agent("Portal tests")
            .build()
            .expect("a client can be built");
        let base = Url::parse(&format!("http://{host}:{port}")).expect("a host and a port make a URL");
        Self { http, cookies, base, token: RefCell::default() }
    }

    /// Requests a page.
    pub fn get(&self, path: &str) -> Page {
        self.send(self.request(Method::GET, path))
    }

    /// Requests a page as htmx does for a boosted link.
    pub fn boosted(&self, path: &str) -> Page {
        self.send(htmx(self.request(Method::GET, path)))
    }

    /// Sends a form with the token of the last page.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.token();
        let fields = [&[("_csrf", token.as_str())][..], fields].concat();
        self.send(self.request(Method::POST, path).form(&fields))
    }

    /// Sends a form as htmx does, with the token in a header.
    pub fn post_boosted(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = htmx(self.request(Method::POST, path)).header("x-csrf-token", self.token());
        self.send(request.form(fields))
    }

    /// Sends a form with files: field, file name, bytes.
    pub fn upload(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Page {
        let mut form = multipart::Form::new().text("_csrf", self.token());
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        for (field, name, bytes) in files {
            let part = multipart::Part::bytes(bytes.to_vec()).file_name((*name).to_owned());
            form = form.part((*field).to_owned(), part);
        }
        self.send(self.request(Method::POST, path).multipart(form))
    }

    /// Signs in with the form. The status is 303 if that succeeded.
    pub fn enter(&self, email: &str, password: &str) -> Page {
        self.get("/sign-in").expect(200);
        let page = self.post("/sign-in", &[("email", email), ("password", password)]);
        self.forget_token();
        page
    }

    /// Begins a request; [`Client::send`] sends it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with('/') { format!("{}{path}", self.address()) } else { path.to_owned() };
        self.http.request(method, url)
    }

    /// Sends a request and remembers the form token of the page in the response.
    pub fn send(&self, request: RequestBuilder) -> Page {
        let page = Page::from(request.send().expect("the portal responds"));
        if let Some(token) = page.token() {
            self.token.replace(Some(token));
        }
        page
    }

    /// Follows a redirect.
    #[track_caller]
    pub fn follow(&self, page: &Page) -> Page {
        self.get(&page.location())
    }

    /// The form token of the last page. If there was none yet, requests some pages first.
    pub fn token(&self) -> String {
        for page in ["/", "/sign-in", "/projects"] {
            if self.token.borrow().is_none() {
                self.get(page);
            }
        }
        self.token.borrow().clone().expect("a page with a form token was seen")
    }

    /// Forgets the token, as a closed tab does.
    pub fn forget_token(&self) {
        self.token.take();
    }

    /// Adds a cookie (`name=value`).
    pub fn add_cookie(&self, cookie: &str) {
        self.cookies.add_cookie_str(cookie, &self.base);
    }

    /// The `Cookie` header.
    pub fn cookies(&self) -> String {
        let header = self.cookies.cookies(&self.base);
        header.and_then(|value| value.to_str().map(str::to_owned).ok()).unwrap_or_default()
    }

    /// `http://host:port`, without a slash.
    pub fn address(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }
}

/// Adds the headers of a boosted htmx request.
pub fn htmx(request: RequestBuilder) -> RequestBuilder {
    request.header("hx-request", "true").header("hx-boosted", "true").header("hx-target", "page")
}

impl Served {
    /// Creates a session as every sign-in does, but without authentication. Returns its cookie as `name=value`.
    pub fn open_session(&self, studio: StudioId, user: UserId, role: Role) -> String {
        self.open_session_at(Stage::Whole, studio, user, role)
    }

    /// Like [`Served::open_session`], for a session that may be incomplete.
    pub fn open_session_at(&self, stage: Stage, studio: StudioId, user: UserId, role: Role) -> String {
        let origin = Origin { agent: "Portal tests".into(), ..Origin::default() };
        let desk = SystemViewer::for_visitor(studio, "sign-in desk", Arc::new(origin));
        let new = NewSession { user, role, stage, device: None, voucher: None };
        let opened = self.portal.db.write_here(&desk, |tx| sessions::start(tx, &new));
        let opened = opened.expect("the user is active");
        let middleware = session::middleware(&self.portal.config, (**self.portal.db).clone());
        actix_web::rt::System::new().block_on(async move {
            let enter = move |session: Session| {
                let opened = opened.clone();
                async move { session::set_cookie(&session, &opened).map(|()| HttpResponse::Ok().finish()) }
            };
            let app = test::init_service(App::new().wrap(middleware).route("/", web::get().to(enter))).await;
            let answer = test::call_service(&app, test::TestRequest::get().uri("/").to_request()).await;
            let cookie = answer.response().cookies().next().expect("a session sets its cookie");
            let encoded = cookie.encoded().to_string();
            encoded.split(';').next().expect("a cookie has a name and a value").to_owned()
        })
    }
}

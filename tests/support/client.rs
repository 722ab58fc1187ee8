//! A browser without a screen: it keeps cookies, brings form tokens along and follows nothing unasked.

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

/// Someone at a studio's host.
pub struct Client {
    http: reqwest::blocking::Client,
    cookies: Arc<Jar>,
    base: Url,
    token: RefCell<Option<String>>,
}

impl Client {
    /// A browser that has been nowhere yet.
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

    /// Asks for a page.
    pub fn get(&self, path: &str) -> Page {
        self.send(self.request(Method::GET, path))
    }

    /// Asks for a page as htmx does for a boosted link.
    pub fn boosted(&self, path: &str) -> Page {
        self.send(htmx(self.request(Method::GET, path)))
    }

    /// Sends a form, with the token of the last page seen.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.token();
        let fields = [&[("_csrf", token.as_str())][..], fields].concat();
        self.send(self.request(Method::POST, path).form(&fields))
    }

    /// Sends a form as htmx does: the token in its header.
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

    /// Signs in through the form. `expect(303)` says whether it worked.
    pub fn enter(&self, email: &str, password: &str) -> Page {
        self.get("/sign-in").expect(200);
        let page = self.post("/sign-in", &[("email", email), ("password", password)]);
        self.forget_token();
        page
    }

    /// A request to dress further; [`Client::send`] sends it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with('/') { format!("{}{path}", self.address()) } else { path.to_owned() };
        self.http.request(method, url)
    }

    /// Sends a request and remembers the token of the page that comes.
    pub fn send(&self, request: RequestBuilder) -> Page {
        let page = Page::from(request.send().expect("the portal answers"));
        if let Some(token) = page.token() {
            self.token.replace(Some(token));
        }
        page
    }

    /// Goes where a page sends on to.
    #[track_caller]
    pub fn follow(&self, page: &Page) -> Page {
        self.get(&page.location())
    }

    /// The token of the last page seen; where none was seen yet, some page is looked at first.
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

    /// Puts a cookie (`name=value`) beside the others.
    pub fn add_cookie(&self, cookie: &str) {
        self.cookies.add_cookie_str(cookie, &self.base);
    }

    /// All cookies, as they are sent.
    pub fn cookies(&self) -> String {
        let header = self.cookies.cookies(&self.base);
        header.and_then(|value| value.to_str().map(str::to_owned).ok()).unwrap_or_default()
    }

    /// `http://host:port`, without a slash.
    pub fn address(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }
}

/// What htmx sends along with a boosted request.
pub fn htmx(request: RequestBuilder) -> RequestBuilder {
    request.header("hx-request", "true").header("hx-boosted", "true").header("hx-target", "page")
}

impl Served {
    /// Opens a session the way every sign-in does, but without asking for anything; gives its cookie as `name=value`.
    pub fn open_session(&self, studio: StudioId, user: UserId, role: Role) -> String {
        self.open_session_at(Stage::Whole, studio, user, role)
    }

    /// The same for someone who may still be on the way in.
    pub fn open_session_at(&self, stage: Stage, studio: StudioId, user: UserId, role: Role) -> String {
        let origin = Origin { agent: "Portal tests".into(), ..Origin::default() };
        let desk = SystemViewer::for_visitor(studio, "sign-in desk", Arc::new(origin));
        let new = NewSession { user, role, stage, device: None, voucher: None };
        let opened = self.portal.db.write_here(&desk, |tx| sessions::start(tx, &new));
        let opened = opened.expect("whoever enters is active");
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

//! The single table of routes. The app registers them from it, and the tests in `tests/portal/access/` go through it.

use std::collections::BTreeMap;

use actix_web::{
    Error, FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder, Scope,
    body::BoxBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{ALLOW, LOCATION},
    },
    middleware::{Next, from_fn},
    web,
};

use super::{caller, labels::Labels, pages::Pages, pattern::decoded_path};
use crate::{
    access::{Role, Viewer},
    db::Db,
    error::{AppError, AppResult},
    urls,
};

/// Who may use a route at all. What they find there is decided by its queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Signed in or not.
    Anyone,
    /// Every signed-in user.
    SignedIn,
    /// A client's manager.
    Manager,
    /// Staff and admins, and a client's manager.
    StaffOrManager,
    /// Staff and admins.
    Staff,
    /// Admins.
    Admin,
}

impl Access {
    /// Whether a viewer may use the route.
    pub fn admits(self, viewer: &Viewer) -> bool {
        match self {
            Self::Anyone | Self::SignedIn => true,
            Self::Manager => viewer.manages_client(),
            Self::StaffOrManager => viewer.role.works_here() || viewer.manages_client(),
            Self::Staff => viewer.role.works_here(),
            Self::Admin => viewer.role == Role::Admin,
        }
    }
}

/// What a session must have proven recently before a route may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Nothing: being signed in is enough, if that is required at all.
    None,
    /// A password or a factor within the last minutes: see [`crate::access::FRESH`]. Otherwise the user is asked for one, and returns
    /// afterwards.
    Fresh,
}

/// One method of one path.
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    pub proof: Proof,
    /// The labels of its fields, if the route's form is stored when it cannot be accepted yet, so that its author can return to it: see
    /// [`super::kept`].
    pub kept: Option<Labels>,
    /// Whether its form is stored together with its revision.
    pub is_kept_with_revision: bool,
    /// The page that is shown when a form's URL is opened, if it is not the nearest page above it. It must not contain ids that the path
    /// does not have.
    pub page: Option<&'static str>,
    handlers: Vec<actix_web::Route>,
}

impl Route {
    /// Has the form of this route stored when it cannot be accepted yet. When it is shown again (`Origin::only_shows`), its handler
    /// responds with the page on which it was typed, and the typed text. `labels` are its fields.
    pub fn kept(self, labels: Labels) -> Self {
        Self { kept: Some(labels), ..self }
    }

    /// Like [`Route::kept`], for a route that changes nothing: its form is stored with its revision, so that it can still be saved as the
    /// edit that it is.
    pub fn kept_with_revision(self, labels: Labels) -> Self {
        Self { is_kept_with_revision: true, ..self.kept(labels) }
    }

    /// Sets the page that the form of this route is on, if it is not the nearest page above it.
    pub fn on(self, page: &'static str) -> Self {
        Self { page: Some(page), ..self }
    }

    /// Requires that the user has entered a password or a factor recently. This is the only place where that is required: handlers do not
    /// have to remember it.
    pub fn fresh(self) -> Self {
        self.guarded(|_| AppError::Stale)
    }

    /// Like [`Route::fresh`], for a button whose path shows a confirmation when it is opened: after entering the password, the user returns
    /// to that.
    pub fn asked_anew(self) -> Self {
        self.guarded(|request| AppError::StaleQuestion(decoded_path(request).to_owned()))
    }

    fn guarded(mut self, stale: fn(&HttpRequest) -> AppError) -> Self {
        let access = self.access;
        let guarded = self.handlers.into_iter().map(|handler| {
            handler.wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| {
                require_proof(access, stale, request, next)
            }))
        });
        self.handlers = guarded.collect();
        self.proof = Proof::Fresh;
        self
    }
}

async fn require_proof(
    access: Access,
    stale: fn(&HttpRequest) -> AppError,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match is_fresh(request.request(), access) {
        Ok(true) => next.call(request).await,
        Ok(false) => {
            let error = stale(request.request());
            Ok(request.error_response(error))
        }
        Err(error) => Ok(request.error_response(error)),
    }
}

/// Whether a user who may use a route has entered a password or a factor recently. Returns true for everyone else, whom the handler
/// refuses: a visitor is asked to sign in, and a user who may not use the route is told so without having to prove anything.
///
/// # Errors
/// Misdirected if there is no database.
fn is_fresh(request: &HttpRequest, access: Access) -> AppResult<bool> {
    let Ok(viewer) = caller::viewer(request) else { return Ok(true) };
    let now = request.app_data::<web::Data<Db>>().ok_or(AppError::Misdirected)?.clock().now();
    Ok(!access.admits(&viewer) || viewer.is_fresh(now))
}

/// A page or a file. Also responds to HEAD.
pub fn get<F, Args>(path: &'static str, access: Access, handler: F) -> Route
where
    F: Handler<Args> + Clone,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let handlers = vec![web::get().to(handler.clone()), web::head().to(handler)];
    Route {
        method: Method::GET,
        path,
        access,
        proof: Proof::None,
        kept: None,
        is_kept_with_revision: false,
        page: None,
        handlers,
    }
}

/// An action that a form requests.
pub fn post<F, Args>(path: &'static str, access: Access, handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let handlers = vec![web::post().to(handler)];
    Route {
        method: Method::POST,
        path,
        access,
        proof: Proof::None,
        kept: None,
        is_kept_with_revision: false,
        page: None,
        handlers,
    }
}

/// Registers routes, with one resource per path, which responds to other methods with 405 and names the allowed ones. If the URL of a form
/// is opened (reloaded, typed, bookmarked), it redirects to the page that the form is on. Paths with the same first segment share a scope,
/// so that a request is compared with a few patterns only.
pub fn register(routes: Vec<Route>, config: &mut web::ServiceConfig) {
    let pages = pages_of_forms(&routes);
    let mut order = Vec::new();
    let mut paths: BTreeMap<&'static str, (Resource, Vec<&'static str>)> = BTreeMap::new();
    for route in routes {
        let (resource, allowed) = paths.remove(route.path).unwrap_or_else(|| {
            order.push(route.path);
            (web::resource(split_first_segment(route.path).1), Vec::new())
        });
        let resource = route.handlers.into_iter().fold(resource, Resource::route);
        let methods: &[&str] = if route.method == Method::GET { &["GET", "HEAD"] } else { &["POST"] };
        paths.insert(route.path, (resource, [&allowed[..], methods].concat()));
    }
    let mut scopes: BTreeMap<&'static str, Scope> = BTreeMap::new();
    for path in order {
        let (resource, allowed) = paths.remove(path).expect("each path was put in");
        let allow = allowed.join(", ");
        let page = pages.get(path).copied();
        let resource = resource.default_service(web::to(move |request: HttpRequest| {
            let page = page.filter(|_| request.method() == Method::GET);
            let answer = match page {
                Some(page) => {
                    HttpResponse::SeeOther().insert_header((LOCATION, filled(page, &request))).finish()
                }
                None => HttpResponse::MethodNotAllowed().insert_header((ALLOW, allow.as_str())).finish(),
            };
            async move { answer }
        }));
        match split_first_segment(path).0 {
            "" => drop(config.service(resource)),
            segment => {
                let scope = scopes.remove(segment).unwrap_or_else(|| web::scope(segment));
                scopes.insert(segment, scope.service(resource));
            }
        }
    }
    for scope in scopes.into_values() {
        config.service(scope);
    }
}

/// The pages among routes.
pub fn pages(routes: &[Route]) -> Pages {
    let pages = routes.iter().filter(|route| route.method == Method::GET);
    Pages(pages.map(|route| (route.path, route.proof == Proof::Fresh)).collect())
}

/// The pages of those paths that only accept forms. Routes for machines have none.
fn pages_of_forms(routes: &[Route]) -> BTreeMap<&'static str, &'static str> {
    let pages = pages(routes);
    let is_page = |path| routes.iter().any(|route| route.path == path && route.method == Method::GET);
    let forms = routes.iter().filter(|route| !is_page(route.path));
    forms.map(|route| (route.path, route.page.unwrap_or_else(|| pages.above(route.path)))).collect()
}

/// Fills a page's pattern with the ids of the requested path. The values are arbitrary text, so the result is checked.
fn filled(page: &str, request: &HttpRequest) -> String {
    let parts =
        page.split('/').map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => request.match_info().query(name),
            None => part,
        });
    urls::local(&parts.collect::<Vec<_>>().join("/")).to_owned()
}

/// Splits off a path's first segment, if that is not a parameter.
fn split_first_segment(path: &'static str) -> (&'static str, &'static str) {
    let end = path.get(1..).and_then(|rest| rest.find('/')).map_or(path.len(), |at| at + 1);
    let (segment, rest) = path.split_at(end);
    if segment.len() > 1 && !segment.contains('{') { (segment, rest) } else { ("", path) }
}

#[cfg(test)]
mod tests {
    use super::split_first_segment;

    #[test]
    fn a_path_is_split_after_its_first_segment() {
        assert_eq!(split_first_segment("/projects/{id}/files"), ("/projects", "/{id}/files"));
        assert_eq!(split_first_segment("/projects"), ("/projects", ""));
        assert_eq!(split_first_segment("/"), ("", "/"));
        assert_eq!(split_first_segment("/{name}/files"), ("", "/{name}/files"));
    }
}

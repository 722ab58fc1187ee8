//! The one table of routes. The app registers from it, and the sweeps in `tests/portal/access/` walk it.

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

/// Who may use a route at all. What they then find there is the business of its queries.
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
    /// Whether it is for them.
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

/// What a session must have shown recently before a route is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Nothing: being signed in is enough, where even that is asked for.
    None,
    /// A password or a factor within the last minutes: see [`crate::access::FRESH`]. Whoever has not is asked for one, and comes back.
    Fresh,
}

/// One method of one path.
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    pub proof: Proof,
    /// Whether what was typed is kept where it cannot be taken yet, and its form can be come back to: see [`super::kept`]. What its fields are
    /// called, where it is.
    pub kept: Option<Labels>,
    /// Whether its form is kept with the revision it was filled from.
    pub is_kept_with_revision: bool,
    /// The page that a form's address leads to where it is opened, if that is not the nearest above it. It has no ids that the path has not.
    pub page: Option<&'static str>,
    handlers: Vec<actix_web::Route>,
}

impl Route {
    /// The same route, whose form can be come back to. Its handler answers a form that comes back (`Origin::only_shows`) with the page it was
    /// typed into, and what was typed. `labels` are its fields.
    pub fn kept(self, labels: Labels) -> Self {
        Self { kept: Some(labels), ..self }
    }

    /// The same for a route that changes nothing: its form comes back with the revision it was filled from, so that it can still be saved as
    /// the edit it is.
    pub fn kept_with_revision(self, labels: Labels) -> Self {
        Self { is_kept_with_revision: true, ..self.kept(labels) }
    }

    /// The same route, whose form stands on a page that is not the nearest above it.
    pub fn on(self, page: &'static str) -> Self {
        Self { page: Some(page), ..self }
    }

    /// The same route, for those alone who have just shown a password or a factor. This is the one place where that is asked for: no
    /// handler has to remember it.
    pub fn fresh(self) -> Self {
        self.guarded(|_| AppError::Stale)
    }

    /// The same for a button whose path, gone to, asks whether it is meant: there one comes back to after showing a password.
    pub fn asked_anew(self) -> Self {
        self.guarded(|request| AppError::StaleQuestion(decoded_path(request).to_owned()))
    }

    fn guarded(mut self, stale: fn(&HttpRequest) -> AppError) -> Self {
        let access = self.access;
        let guarded = self.handlers.into_iter().map(|handler| {
            handler.wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| {
                asking_for_proof(access, stale, request, next)
            }))
        });
        self.handlers = guarded.collect();
        self.proof = Proof::Fresh;
        self
    }
}

async fn asking_for_proof(
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

/// Whether whoever may use a route, and is to have shown a password or a factor just now, has. What others are told is the handler's business:
/// whoever is not in is asked to sign in, and whom a page is not for learns so without having to prove anything.
///
/// # Errors
/// Misdirected, where there is no database.
fn is_fresh(request: &HttpRequest, access: Access) -> AppResult<bool> {
    let Ok(viewer) = caller::viewer(request) else { return Ok(true) };
    let now = request.app_data::<web::Data<Db>>().ok_or(AppError::Misdirected)?.clock().now();
    Ok(!access.admits(&viewer) || viewer.is_fresh(now))
}

/// A page or a file. Answers HEAD too.
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

/// An action: something a form sends.
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

/// Puts routes into a scope: one resource a path, which answers 405 and names what it allows to every other method. A form's address that is
/// opened (loaded again, typed, kept as a bookmark) leads to the page that the form is on. Paths that begin with the same segment are a scope
/// of their own, so that a request is compared with a few patterns and not with all.
pub fn register(routes: Vec<Route>, config: &mut web::ServiceConfig) {
    let pages = pages_of_forms(&routes);
    let mut order = Vec::new();
    let mut paths: BTreeMap<&'static str, (Resource, Vec<&'static str>)> = BTreeMap::new();
    for route in routes {
        let (resource, allowed) = paths.remove(route.path).unwrap_or_else(|| {
            order.push(route.path);
            (web::resource(apart(route.path).1), Vec::new())
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
        match apart(path).0 {
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

/// The pages of those paths that only take forms. Routes for machines have none.
fn pages_of_forms(routes: &[Route]) -> BTreeMap<&'static str, &'static str> {
    let pages = pages(routes);
    let is_page = |path| routes.iter().any(|route| route.path == path && route.method == Method::GET);
    let forms = routes.iter().filter(|route| !is_page(route.path));
    forms.map(|route| (route.path, route.page.unwrap_or_else(|| pages.above(route.path)))).collect()
}

/// A page's pattern with the ids of the path that was asked for. What stood there in their place can be anything.
fn filled(page: &str, request: &HttpRequest) -> String {
    let parts =
        page.split('/').map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => request.match_info().query(name),
            None => part,
        });
    urls::local(&parts.collect::<Vec<_>>().join("/")).to_owned()
}

/// A path's first segment, where it is a word, and the rest.
fn apart(path: &'static str) -> (&'static str, &'static str) {
    let end = path.get(1..).and_then(|rest| rest.find('/')).map_or(path.len(), |at| at + 1);
    let (segment, rest) = path.split_at(end);
    if segment.len() > 1 && !segment.contains('{') { (segment, rest) } else { ("", path) }
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn a_path_comes_apart_after_its_first_segment() {
        assert_eq!(apart("/projects/{id}/files"), ("/projects", "/{id}/files"));
        assert_eq!(apart("/projects"), ("/projects", ""));
        assert_eq!(apart("/"), ("", "/"));
        assert_eq!(apart("/{name}/files"), ("", "/{name}/files"));
    }
}

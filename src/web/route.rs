//! The one table of routes. The app registers from it, and the sweeps in `tests/portal/access/` walk it.

use std::collections::BTreeMap;

use actix_web::{
    FromRequest, Handler, HttpResponse, Resource, Responder,
    http::{Method, header::ALLOW},
    web,
};

/// Who may use a route at all. What they then find there is the business of its queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Signed in or not.
    Anyone,
    /// Every signed-in user.
    SignedIn,
    /// Staff and admins, and a client's manager.
    StaffOrManager,
    /// Staff and admins.
    Staff,
    /// Admins.
    Admin,
}

/// One method of one path.
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    handlers: Vec<actix_web::Route>,
}

/// A page or a file. Answers HEAD too.
pub fn get<F, Args>(path: &'static str, access: Access, handler: F) -> Route
where
    F: Handler<Args> + Clone,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let handlers = vec![web::get().to(handler.clone()), web::head().to(handler)];
    Route { method: Method::GET, path, access, handlers }
}

/// An action: something a form sends.
pub fn post<F, Args>(path: &'static str, access: Access, handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Route { method: Method::POST, path, access, handlers: vec![web::post().to(handler)] }
}

/// Puts routes into a scope: one resource a path, which answers 405 and names what it allows to every other method.
pub fn register(routes: Vec<Route>, config: &mut web::ServiceConfig) {
    let mut order = Vec::new();
    let mut paths: BTreeMap<&'static str, (Resource, Vec<&'static str>)> = BTreeMap::new();
    for route in routes {
        let (resource, allowed) = paths.remove(route.path).unwrap_or_else(|| {
            order.push(route.path);
            (web::resource(route.path), Vec::new())
        });
        let resource = route.handlers.into_iter().fold(resource, Resource::route);
        let methods: &[&str] = if route.method == Method::GET { &["GET", "HEAD"] } else { &["POST"] };
        paths.insert(route.path, (resource, [&allowed[..], methods].concat()));
    }
    for path in order {
        let (resource, allowed) = paths.remove(path).expect("each path was put in");
        let allow = allowed.join(", ");
        config.service(resource.default_service(web::to(move || {
            let allow = allow.clone();
            async move { HttpResponse::MethodNotAllowed().insert_header((ALLOW, allow)).finish() }
        })));
    }
}

//! Forms from pages of a session that has ended, or whose author must enter a password first. The typed text is stored until its author has
//! signed in again or entered the password (ADR 35).
//!
//! The table of routes decides which forms are stored ([`Route::kept`]), never the content of a body: a leaked page could be used to send
//! anything. A stored form is only shown again, with the typed text: it comes back without its key or revision, and anything that its route
//! would write is rolled back. Passwords, codes and files are never stored.

use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    middleware::Next,
    web::{Bytes, Data},
};

use super::{
    body::{BodyKind, KEY_FIELD, TOKEN_FIELD},
    caller,
    form::{MOST_FORM_BYTES, has_too_many_fields},
    labels::Labels,
    pace,
    pattern::{decoded_path, fills},
    route::Route,
    session,
};
use crate::{
    access::SystemViewer,
    config::Config,
    db::{Db, Tx},
    error::{AppError, AppResult},
    kept_forms::{self, KeptForm},
    kernel::ids::{SessionId, UserId},
    seal::Sealer,
    urls,
};

/// The fields by which the server recognises that a form was sent before. They are not stored.
const KNOWN_BY: &[&str] = &[KEY_FIELD, "key", "client_key"];
/// The field by which the server recognises that another user has saved in between. It is not stored, unless the route changes nothing.
const REVISION: &str = "revision";
/// Fields that are never stored, whatever the form.
const SECRET: &[&str] = &["password", "current", "code", "credential"];
/// The maximum size of a stored form, in bytes, as a browser would send it: it comes back with a new token, and no form may be longer than
/// [`MOST_FORM_BYTES`]. Encrypted, it fits its column.
const MOST_KEPT: usize = MOST_FORM_BYTES - 1024;

/// The routes whose forms are stored.
pub struct KeptRoutes(Vec<KeptRoute>);

/// A route whose form is stored.
struct KeptRoute {
    path: &'static str,
    labels: Labels,
    with_revision: bool,
}

impl KeptRoutes {
    /// Selects those routes from the table.
    pub fn of(routes: &[Route]) -> Self {
        let kept = |route: &Route| {
            Some(KeptRoute {
                path: route.path,
                labels: route.kept?,
                with_revision: route.is_kept_with_revision,
            })
        };
        Self(routes.iter().filter_map(kept).collect())
    }

    /// Whether a path is exactly one of these routes' paths, with ids where the pattern has them. It therefore has neither query nor
    /// fragment.
    pub fn take(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    /// The labels of the fields of the form that is sent to a path.
    pub fn labels(&self, path: &str) -> Option<Labels> {
        self.find(path).map(|route| route.labels)
    }

    fn find(&self, path: &str) -> Option<&KeptRoute> {
        self.0.iter().find(|route| fills(path, route.path))
    }
}

/// Middleware: a stored form that its author sends to its URL again is only shown, and nothing is carried out. It runs inside the check of
/// the form token, right before the handlers. Responds with 400 if the route does not store forms, and with 409 if a handler would have
/// done something.
pub async fn only_show(
    routes: Data<KeptRoutes>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method().is_safe() || !request.query_string().contains("kept=") {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    }
    if !routes.take(decoded_path(request.request())) {
        return Err(AppError::BadRequest.into());
    }
    request.extensions_mut().insert(caller::OnlyShows);
    let response = next.call(request).await?.map_into_boxed_body();
    if response.status().is_client_error() || response.status().is_server_error() {
        return Ok(response);
    }
    Ok(ServiceResponse::from_err(AppError::Conflict("error-conflict-text"), response.into_parts().0))
}

/// Why a form was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Its author had been signed out.
    SignedOut,
    /// Its author had to enter a password or a factor first.
    Unproven,
}

impl Kept {
    /// The query with which a stored form is sent to its URL again.
    pub const fn query(self) -> &'static str {
        match self {
            Self::SignedOut => "kept=yes",
            Self::Unproven => "kept=unproven",
        }
    }

    /// Why the form of a request was stored, if it is a stored form that is sent again.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        [Self::SignedOut, Self::Unproven].into_iter().find(|kept| request.query_string() == kept.query())
    }
}

/// The body of a form, read before its handler in case a password has to be entered first, whether the route requires it or the handler
/// does because of what was typed.
#[derive(Clone)]
pub struct SentForm(pub Bytes);

/// Whether a request of a script, whose token is in a header, is a form that can be stored.
pub fn takes(request: &HttpRequest) -> bool {
    let routes = request.app_data::<Data<KeptRoutes>>();
    BodyKind::of(request) == BodyKind::Form
        && !request.headers().contains_key(PREVIEW)
        && routes.is_some_and(|routes| routes.take(decoded_path(request)))
}

/// Stores a form that was sent to a route that requires a password first. Returns the error that redirects to the password, or `None` if
/// there is nothing to store: a button, or a form whose route does not store it.
pub async fn keep_unproven(config: &Config, request: &HttpRequest) -> AppResult<Option<AppError>> {
    let sent = request.extensions().get::<SentForm>().cloned();
    let Some((user, SentForm(bytes))) = session::user(request).zip(sent) else { return Ok(None) };
    let routes = request.app_data::<Data<KeptRoutes>>().ok_or(AppError::Misdirected)?;
    let form = to_keep(routes, decoded_path(request), &bytes)?.filter(|form| !form.fields.is_empty());
    let Some(form) = form else { return Ok(None) };
    let studio = caller::studio(request)?.id;
    let db = request.app_data::<Data<Db>>().ok_or(AppError::Misdirected)?.clone();
    let (system, sealer) = (SystemViewer::new(studio, "kept forms"), Sealer::of(config));
    let kept = db.write(&system, move |tx| kept_forms::keep(tx, &sealer, user, None, &form)).await?;
    Ok(kept.map(|id| AppError::StaleFormKept(urls::unproven_form(id))))
}

/// With this header a script sends what has been typed so far for a preview. The form itself follows, and only that is stored.
const PREVIEW: &str = "x-preview";

/// Stores a form from a page of a session that is not the request's. Returns the error that redirects to the sign-in page, and from there
/// to the stored form or to the page it was sent from. Returns `None` if that session has not ended, or if another user is signed in here.
pub async fn keep(
    config: &Config,
    request: &mut ServiceRequest,
    (ended, user): (SessionId, UserId),
) -> AppResult<Option<AppError>> {
    let here = session::user(request.request());
    if here.is_some_and(|here| here != user) {
        return Ok(None);
    }
    let form = match BodyKind::of(request.request()) {
        BodyKind::Form if !request.headers().contains_key(PREVIEW) => {
            let bytes = body(request).await?;
            let routes = request.app_data::<Data<KeptRoutes>>().ok_or(AppError::Misdirected)?;
            to_keep(routes, decoded_path(request.request()), &bytes)?
        }
        BodyKind::Form | BodyKind::Files | BodyKind::Other => None,
    };
    let studio = caller::studio(request.request())?.id;
    let db = request.app_data::<Data<Db>>().ok_or(AppError::Misdirected)?.clone();
    let system = SystemViewer::new(studio, "kept forms");
    let (sealer, ended) = (Sealer::of(config), here.is_none().then_some(ended));
    let keep = move |tx: &mut Tx| match &form {
        Some(form) => {
            Ok(kept_forms::keep(tx, &sealer, user, ended, form)?.map(|id| Some(urls::kept_form(id))))
        }
        None => Ok(kept_forms::has_ended(tx, user, ended)?.then_some(None)),
    };
    Ok(db.write(&system, keep).await?.map(|kept| kept.map_or(AppError::SignedOut, AppError::FormKept)))
}

async fn body(request: &mut ServiceRequest) -> AppResult<Bytes> {
    let (http, mut payload) = (request.request().clone(), request.take_payload());
    let bytes = Bytes::from_request(&http, &mut payload).await.map_err(|error| pace::unread(&error))?;
    request.set_payload(Payload::from(bytes.clone()));
    Ok(bytes)
}

/// Returns the part of a form that is stored. Returns `None` if its route does not store it, or if it is too long.
///
/// # Errors
/// Too many fields.
fn to_keep(routes: &KeptRoutes, path: &str, body: &[u8]) -> AppResult<Option<KeptForm>> {
    let Some(route) = routes.find(path) else { return Ok(None) };
    if has_too_many_fields(body) {
        return Err(AppError::TooManyFields);
    }
    let mut fields = url::form_urlencoded::Serializer::new(String::new());
    let kept = url::form_urlencoded::parse(body).filter(|(name, _)| {
        let name = name.as_ref();
        let is_known_by = KNOWN_BY.contains(&name) || (name == REVISION && !route.with_revision);
        name != TOKEN_FIELD && !is_known_by && !SECRET.contains(&name)
    });
    fields.extend_pairs(kept);
    let form = KeptForm { path: path.to_owned(), fields: fields.finish().into_bytes() };
    Ok(Some(form).filter(|form| form.fields.len() <= MOST_KEPT))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTES: &[&str] = &["/projects", "/projects/{id}", "/projects/{id}/messages", "/invoices/sums"];

    fn routes() -> KeptRoutes {
        let kept =
            |path: &&'static str| KeptRoute { path, labels: &[], with_revision: path.ends_with("/sums") };
        KeptRoutes(ROUTES.iter().map(kept).collect())
    }

    #[test]
    fn forms_are_stored_without_keys_and_secrets() {
        let routes = routes();
        let kept = |body: &str| {
            let form = to_keep(&routes, "/projects", body.as_bytes()).unwrap();
            form.map(|form| String::from_utf8(form.fields).unwrap())
        };
        let typed = "_csrf=a&_once=b&name=Winter+packaging&line_what=Labels&line_what=Bags";
        assert_eq!(kept(typed).as_deref(), Some("name=Winter+packaging&line_what=Labels&line_what=Bags"));
        assert_eq!(
            kept("revision=3&password=a&current=b&code=c&credential=d&note=e").as_deref(),
            Some("note=e")
        );
        let sums = to_keep(&routes, "/invoices/sums", b"_once=b&revision=3&note=e").unwrap().unwrap();
        assert_eq!(sums.fields, b"revision=3&note=e", "a route that changes nothing keeps the revision");
    }

    #[test]
    fn only_exact_paths_of_routes_are_stored() {
        let routes = routes();
        let id = "0190aaaa-0000-7000-8000-000000000000";
        for path in ["/projects".to_owned(), format!("/projects/{id}"), format!("/projects/{id}/messages")] {
            assert!(to_keep(&routes, &path, b"_once=b&name=c").unwrap().is_some(), "{path}");
            for beyond in ["?x", "#", "?kept=yes", "/", "/x", "%3Fx", "\u{0}"] {
                assert!(to_keep(&routes, &format!("{path}{beyond}"), b"_once=b&name=c").unwrap().is_none());
            }
        }
        for elsewhere in
            ["", "/", "//evil.example/projects", "/\\evil.example", "projects", "/people", "/projects/new"]
        {
            assert!(to_keep(&routes, elsewhere, b"_once=b&name=c").unwrap().is_none(), "{elsewhere}");
        }
        let upper = format!("/projects/{}", id.to_uppercase());
        assert!(to_keep(&routes, &upper, b"name=c").unwrap().is_none());
    }

    #[test]
    fn forms_too_long_to_be_sent_again_are_not_stored() {
        let routes = routes();
        let kept = |typed: &str, times: usize| {
            let body = format!("name={}", typed.repeat(times));
            to_keep(&routes, "/projects", body.as_bytes()).map(|form| form.is_some())
        };
        assert!(kept("a", MOST_KEPT - 5).unwrap());
        assert!(!kept("a", MOST_KEPT).unwrap());
        // A browser would send three bytes for each.
        assert!(kept("!", 170_000).unwrap());
        assert!(!kept("!", 200_000).unwrap() && !kept("\u{fc}", 100_000).unwrap());
        assert!(matches!(kept("&a=b", 2_000), Err(AppError::TooManyFields)));
    }
}

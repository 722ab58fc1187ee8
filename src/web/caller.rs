//! The callers that handlers can require through their arguments.

use std::{
    future::{Ready, ready},
    net::IpAddr,
    ops::Deref,
    sync::Arc,
};

use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    middleware::Next,
};

use super::{client_address::client_address, pattern::pattern, request_id::RequestId, session};
use crate::{
    access::{Asks, Origin, Role, Scope, SignIn, SystemViewer, Viewer},
    error::{AppError, AppResult},
    security::{self, Noted, Outcome},
    sessions::Stage,
    tenancy::{StudioFacts, is_within},
};

/// Anyone at a studio, signed in or not.
#[derive(Clone)]
pub struct Visitor {
    pub studio: Arc<StudioFacts>,
    pub origin: Arc<Origin>,
    pub viewer: Option<Viewer>,
}

impl Visitor {
    /// The system viewer that acts for the visitor, who cannot see any data.
    pub fn as_system(&self, name: &'static str) -> SystemViewer {
        SystemViewer::for_visitor(self.studio.id, name, self.origin.clone())
            .acting_for(self.viewer.as_ref().map(|viewer| viewer.user))
    }
}

/// A member of staff or an admin.
pub struct Staff(Viewer);

/// An admin of the studio.
pub struct Admin(Viewer);

/// A client's manager.
pub struct Manager(Viewer);

/// A user who has authenticated, but whose second factor is still required.
pub struct IncompleteSignIn {
    pub studio: Arc<StudioFacts>,
    pub origin: Arc<Origin>,
    /// The incomplete sign-in that the request came with.
    pub sign_in: SignIn,
    pub stage: Stage,
}

impl IncompleteSignIn {
    /// The system viewer that acts for the user until the sign-in is complete.
    pub fn as_system(&self, name: &'static str) -> SystemViewer {
        SystemViewer::for_visitor(self.studio.id, name, self.origin.clone()).signed_in(Some(self.sign_in))
    }
}

/// A user who may invite others: staff, or a client's manager.
pub struct StaffOrManager(Viewer);

macro_rules! viewers {
    ($($who:ident),*) => {$(
        impl Deref for $who {
            type Target = Viewer;

            fn deref(&self) -> &Viewer {
                &self.0
            }
        }

        impl Asks for $who {
            fn scope(&self) -> Scope {
                self.0.scope()
            }

            fn named(&self) -> &str {
                self.0.named()
            }

            fn origin(&self) -> Arc<Origin> {
                self.0.origin()
            }

            fn sign_in(&self) -> Option<SignIn> {
                self.0.sign_in()
            }
        }
    )*};
}

viewers!(Staff, Admin, StaffOrManager, Manager);

macro_rules! extracted {
    ($($who:ty, $found:expr;)*) => {$(
        impl FromRequest for $who {
            type Error = AppError;
            type Future = Ready<AppResult<Self>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let found: fn(&HttpRequest) -> AppResult<Self> = $found;
                ready(found(request))
            }
        }
    )*};
}

extracted! {
    Visitor, visitor;
    Staff, |request| viewer(request).and_then(|viewer| if viewer.role.works_here() { Ok(Staff(viewer)) } else { Err(AppError::NotFound) });
    Admin, |request| viewer(request).and_then(admin);
    Manager, |request| viewer(request).and_then(manager);
    IncompleteSignIn, incomplete;
    StaffOrManager, |request| viewer(request).and_then(|viewer| {
        if viewer.role.works_here() || viewer.manages_client() { Ok(StaffOrManager(viewer)) } else { Err(AppError::Forbidden) }
    });
}

/// Returns the signed-in user of a request, if their address is allowed.
///
/// # Errors
/// Signed out; sign-in incomplete; address not allowed; unavailable if Postgres could not be queried.
pub fn viewer(request: &HttpRequest) -> AppResult<Viewer> {
    let studio = studio(request)?;
    let viewer = session::viewer(request, studio.id, Arc::new(origin(request)))?;
    if is_let_in(&studio, viewer.role, client_address(request)) {
        Ok(viewer)
    } else {
        Err(AppError::AddressNotAllowed)
    }
}

/// Whether a user with this role may use the portal from an address. Checked at each request, and repeatedly while an event stream is open.
pub fn is_let_in(studio: &StudioFacts, role: Role, address: Option<IpAddr>) -> bool {
    let address = address.map(|address| address.to_string()).unwrap_or_default();
    !role.works_here() || is_within(&studio.allowed_addresses, &address)
}

fn admin(viewer: Viewer) -> AppResult<Admin> {
    match viewer.role {
        Role::Admin => Ok(Admin(viewer)),
        // Staff know that the page exists; for a client it does not.
        Role::Staff => Err(AppError::Forbidden),
        Role::Client { .. } => Err(AppError::NotFound),
    }
}

fn manager(viewer: Viewer) -> AppResult<Manager> {
    match viewer.role {
        Role::Client { .. } if viewer.manages_client() => Ok(Manager(viewer)),
        Role::Client { .. } => Err(AppError::Forbidden),
        // Staff find a client's people on the client's page.
        Role::Admin | Role::Staff => Err(AppError::NotFound),
    }
}

fn incomplete(request: &HttpRequest) -> AppResult<IncompleteSignIn> {
    let studio = studio(request)?;
    let (sign_in, stage) = session::incomplete(request, studio.id)?;
    Ok(IncompleteSignIn { studio, origin: Arc::new(origin(request)), sign_in, stage })
}

fn visitor(request: &HttpRequest) -> AppResult<Visitor> {
    let viewer = match viewer(request) {
        Ok(viewer) => Some(viewer),
        Err(
            AppError::SignedOut
            | AppError::SignInIncomplete(_)
            | AppError::AddressNotAllowed
            | AppError::Unavailable(_),
        ) => None,
        Err(error) => return Err(error),
    };
    Ok(Visitor { studio: studio(request)?, origin: Arc::new(origin(request)), viewer })
}

/// Middleware: writes a security event for each refused request. It runs inside the session middleware, because the session is removed from
/// the request when that ends.
pub async fn watch(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let response = next.call(request).await?;
    let pattern = pattern(response.request()).unwrap_or_default();
    let event = match response.status().as_u16() {
        403 => Some("access.refused"),
        // A missing row may be one that the viewer may not see: both look the same, here too.
        404 if !pattern.is_empty() && pattern != "/" => Some("access.hidden"),
        429 => Some("throttle.refused"),
        _ => None,
    };
    event.into_iter().for_each(|event| note(response.request(), event));
    Ok(response)
}

/// Writes a security event for a refused request: who sent it, from where, for which route.
pub fn note(request: &HttpRequest, event: &str) {
    let Ok(visitor) = visitor(request) else { return };
    security::log(Noted {
        event,
        actor: visitor.viewer.map(|viewer| viewer.user),
        address: &visitor.origin.address,
        request: &visitor.origin.request_id,
        outcome: Outcome::Refused,
        about: &format!("{} {}", request.method(), pattern(request).unwrap_or_default()),
    });
}

/// Returns the studio that the tenancy middleware found for this request.
pub fn studio(request: &HttpRequest) -> AppResult<Arc<StudioFacts>> {
    request.extensions().get::<Arc<StudioFacts>>().cloned().ok_or(AppError::Misdirected)
}

/// Stored with a request that only shows a form again: see [`Origin::only_shows`].
pub struct OnlyShows;

/// Returns where a request comes from.
pub fn origin(request: &HttpRequest) -> Origin {
    let request_id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let agent = request.headers().get("user-agent").and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    Origin {
        address: client_address(request).map(|address| address.to_string()).unwrap_or_default(),
        agent: agent.chars().filter(|c| !c.is_control()).take(300).collect(),
        request_id,
        brings_a_body: !request.method().is_safe(),
        only_shows: request.extensions().contains::<OnlyShows>(),
    }
}

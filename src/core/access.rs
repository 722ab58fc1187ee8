//! Who is asking, and what they may see.

use std::{
    future::{Ready, ready},
    sync::Arc,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use chrono::{DateTime, Duration, Utc};

use crate::{
    error::{AppError, AppResult},
    kernel::{
        ids::{BlobId, ClientId, SessionId, StudioId, UserId},
        locale::Locale,
        sha256::Sha256,
        time::Zone,
    },
};

/// What a client user may decide for their company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// May approve, accept, pay, and invite colleagues.
    Manager,
    /// May view, comment, upload and write.
    Member,
}

impl Standing {
    /// As stored in `users.standing`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Member => "member",
        }
    }
}

/// A user's role: in the studio, or in one of its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Manages the studio: settings, users, audit, corrections of money.
    Admin,
    /// Works in the studio.
    Staff,
    /// Belongs to exactly one client company.
    Client { client: ClientId, standing: Standing },
}

impl Role {
    /// Whether the user works in the studio. Admins count as staff.
    pub fn works_here(self) -> bool {
        matches!(self, Self::Admin | Self::Staff)
    }

    /// The values of the columns `role`, `client_id` and `standing` of `users`.
    pub fn columns(self) -> (&'static str, Option<ClientId>, Option<&'static str>) {
        match self {
            Self::Admin => ("admin", None, None),
            Self::Staff => ("staff", None, None),
            Self::Client { client, standing } => ("client", Some(client), Some(standing.as_str())),
        }
    }

    /// Reconstructs the role from those columns; the table's checks allow no other combinations.
    pub fn of_columns(role: &str, client: Option<ClientId>, standing: Option<&str>) -> Option<Self> {
        Some(match (role, client, standing) {
            ("admin", None, None) => Self::Admin,
            ("staff", None, None) => Self::Staff,
            ("client", Some(client), Some("manager")) => Self::Client { client, standing: Standing::Manager },
            ("client", Some(client), Some("member")) => Self::Client { client, standing: Standing::Member },
            _ => return None,
        })
    }

    /// The client of a client's user.
    pub fn client(self) -> Option<ClientId> {
        match self {
            Self::Client { client, .. } => Some(client),
            Self::Admin | Self::Staff => None,
        }
    }

    /// The translation key of its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Admin => "role-admin",
            Self::Staff => "role-staff",
            Self::Client { standing: Standing::Manager, .. } => "role-manager",
            Self::Client { standing: Standing::Member, .. } => "role-member",
        }
    }
}

/// Everything that the database needs to know about who is asking. Every read and write of a request goes through a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// The studio whose rows are visible.
    pub studio: StudioId,
    /// The acting user; `None` for the system.
    pub user: Option<UserId>,
    /// What they may see within the studio.
    pub reach: Reach,
}

/// What may be seen within a studio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Background work, and sign-in, before a user is known.
    System,
    /// A user in their role.
    Person(Role),
}

impl Scope {
    /// For client users, the only client whose rows are visible.
    pub fn client(self) -> Option<ClientId> {
        match self.reach {
            Reach::Person(Role::Client { client, .. }) => Some(client),
            _ => None,
        }
    }
}

/// Where a request came from, for the audit trail.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The caller's IP address, as the last trusted proxy reported it.
    pub address: String,
    /// The `User-Agent` header.
    pub agent: String,
    /// The request's id, which its log lines contain too.
    pub request_id: String,
    /// Whether the request may have a body. Rights are read before the body, which takes as long as its sender likes to arrive.
    pub brings_a_body: bool,
    /// Whether the request only shows a stored form to its author again: anything it writes is rolled back (`web::kept`).
    pub only_shows: bool,
}

/// A user or a system component that may access the database.
pub trait Asks {
    /// What they may see.
    fn scope(&self) -> Scope;
    /// The name under which the audit trail records what they do.
    fn named(&self) -> &str;
    /// Where the request came from.
    fn origin(&self) -> Arc<Origin> {
        Arc::default()
    }
    /// The session of the request, if a user is asking, or the system on a user's behalf: writes are refused once it has ended.
    fn sign_in(&self) -> Option<SignIn> {
        None
    }
    /// The acting user: the one who is asking, or on whose behalf the system is. The audit trail and the feed name them.
    fn actor(&self) -> Option<UserId> {
        self.scope().user.or_else(|| self.sign_in().map(|sign_in| sign_in.user))
    }
}

/// The session of a request, as it was read before the body arrived. `Db::write` compares it with its present state.
#[derive(Debug, Clone, Copy)]
pub struct SignIn {
    pub session: SessionId,
    /// The hash of the request's cookie. A session outlives its cookies: an older cookie is no longer valid.
    pub cookie: Sha256,
    pub user: UserId,
    pub role: Role,
    /// Whether the sign-in was complete; otherwise a second factor may still be required.
    pub whole: bool,
}

/// A signed-in user, as one request knows them. Read from Postgres for each request, so that a change of role takes effect at once.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub studio: StudioId,
    pub user: UserId,
    pub role: Role,
    pub name: String,
    pub email: String,
    /// Chosen by the user; `None` follows the browser.
    pub locale: Option<Locale>,
    pub zone: Zone,
    /// `light` or `dark`; `None` follows the device.
    pub theme: Option<String>,
    /// Their picture; `None` shows initials.
    pub avatar: Option<BlobId>,
    /// The number of messages by others that the viewer has not read.
    pub unread_messages: i64,
    /// The number of turns that wait for this viewer on the first page, counted up to 100; 0 for staff.
    pub turns: i64,
    /// The session's id, which stays the same as long as it lasts.
    pub session: SessionId,
    /// The hash of the request's cookie.
    pub cookie: Sha256,
    /// When they last entered a password or a factor.
    pub proven_at: DateTime<Utc>,
    pub origin: Arc<Origin>,
}

/// How long a password or a factor counts as recently entered.
pub const FRESH: Duration = Duration::minutes(10);

/// The longest that any session lasts.
pub const LONGEST_SESSION: Duration = Duration::days(30);

/// How long a session may be idle, and how long it may last in total (docs/SECURITY.md, "Sessions").
pub fn lifetimes(role: Role) -> (Duration, Duration) {
    if role.works_here() {
        (Duration::hours(12), Duration::days(7))
    } else {
        (Duration::days(14), LONGEST_SESSION)
    }
}

impl Viewer {
    /// Whether they have entered a password or a factor within the last minutes, as sensitive routes require.
    pub fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        now - self.proven_at <= FRESH
    }

    /// The session of the request.
    pub fn came_with(&self) -> SignIn {
        SignIn { session: self.session, cookie: self.cookie, user: self.user, role: self.role, whole: true }
    }

    /// The system viewer that acts on their behalf on data that they may not read themselves: passwords, sessions.
    pub fn as_system(&self, name: &'static str) -> SystemViewer {
        SystemViewer::for_visitor(self.studio, name, self.origin.clone()).signed_in(Some(self.came_with()))
    }

    /// Whether they may decide for their company: approve, accept, pay, invite.
    pub fn manages_client(&self) -> bool {
        matches!(self.role, Role::Client { standing: Standing::Manager, .. })
    }
}

impl Asks for Viewer {
    fn scope(&self) -> Scope {
        Scope { studio: self.studio, user: Some(self.user), reach: Reach::Person(self.role) }
    }

    fn named(&self) -> &str {
        &self.name
    }

    fn origin(&self) -> Arc<Origin> {
        self.origin.clone()
    }

    fn sign_in(&self) -> Option<SignIn> {
        Some(self.came_with())
    }
}

/// Finds the viewer of a request. Implemented by `web`, which reads sessions and addresses; `app.rs` registers it.
#[derive(Clone, Copy)]
pub struct FindViewer(pub fn(&HttpRequest) -> AppResult<Viewer>);

impl FromRequest for Viewer {
    type Error = AppError;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = request.app_data::<FindViewer>().ok_or(AppError::Misdirected);
        ready(found.and_then(|FindViewer(find)| find(request)))
    }
}

/// Background work and sign-in in one studio, under a name of its own. This is the only place where one can be created.
#[derive(Debug, Clone)]
pub struct SystemViewer {
    studio: StudioId,
    name: &'static str,
    origin: Arc<Origin>,
    sign_in: Option<SignIn>,
    acts_for: Option<UserId>,
}

impl SystemViewer {
    /// `name` appears in the audit trail: `sign-in desk`, `mail`, `demo`.
    pub fn new(studio: StudioId, name: &'static str) -> Self {
        Self::for_visitor(studio, name, Arc::default())
    }

    /// Acts for a request whose user is not known yet.
    pub fn for_visitor(studio: StudioId, name: &'static str, origin: Arc<Origin>) -> Self {
        Self { studio, name, origin, sign_in: None, acts_for: None }
    }

    /// Acts on behalf of a signed-in user.
    pub fn signed_in(self, sign_in: Option<SignIn>) -> Self {
        Self { sign_in, ..self }
    }

    /// Acts on behalf of a user whose session need not last, for example because a link in a mail authorises them. The audit trail names
    /// them.
    pub fn acting_for(self, user: Option<UserId>) -> Self {
        Self { acts_for: user, ..self }
    }
}

impl Asks for SystemViewer {
    fn scope(&self) -> Scope {
        Scope { studio: self.studio, user: None, reach: Reach::System }
    }

    fn named(&self) -> &str {
        self.name
    }

    fn origin(&self) -> Arc<Origin> {
        self.origin.clone()
    }

    fn sign_in(&self) -> Option<SignIn> {
        self.sign_in
    }

    fn actor(&self) -> Option<UserId> {
        self.acts_for.or(self.sign_in.map(|sign_in| sign_in.user))
    }
}

/// Restricts a query to what a scope may see: everything for staff, for client users the rows that meet the condition.
#[macro_export]
macro_rules! visible {
    ($all:expr, $scope:expr, |$client:ident| $condition:expr) => {{
        let all = $all.into_boxed();
        match $scope.client() {
            Some($client) => all.filter($condition),
            None => all,
        }
    }};
}
pub use crate::visible;

//! Who asks, and how far they see.

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

/// A user's place: in the studio, or in one of its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Runs the studio: settings, users, audit, corrections of money.
    Admin,
    /// Works in the studio.
    Staff,
    /// Belongs to exactly one client company.
    Client { client: ClientId, standing: Standing },
}

impl Role {
    /// Admins are staff too.
    pub fn works_here(self) -> bool {
        matches!(self, Self::Admin | Self::Staff)
    }

    /// How it is spread over the columns `role`, `client_id` and `standing` of `users`.
    pub fn columns(self) -> (&'static str, Option<ClientId>, Option<&'static str>) {
        match self {
            Self::Admin => ("admin", None, None),
            Self::Staff => ("staff", None, None),
            Self::Client { client, standing } => ("client", Some(client), Some(standing.as_str())),
        }
    }

    /// Put together from those columns; the table's checks leave no others.
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

    /// The key of its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Admin => "role-admin",
            Self::Staff => "role-staff",
            Self::Client { standing: Standing::Manager, .. } => "role-manager",
            Self::Client { standing: Standing::Member, .. } => "role-member",
        }
    }
}

/// The whole of what the database needs to know of someone who asks. Everything a request reads or writes passes through one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// The studio whose rows exist for this asker.
    pub studio: StudioId,
    /// Who acts, unless it is the system.
    pub user: Option<UserId>,
    /// How far they see within the studio.
    pub reach: Reach,
}

/// How far someone sees within their studio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Background work, and signing in, before anyone is known.
    System,
    /// A person in their role.
    Person(Role),
}

impl Scope {
    /// The client whose rows alone are visible, when a client user asks.
    pub fn client(self) -> Option<ClientId> {
        match self.reach {
            Reach::Person(Role::Client { client, .. }) => Some(client),
            _ => None,
        }
    }
}

/// Where a request came from, for the audit.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The client's address as the last trusted hop tells it.
    pub address: String,
    /// The browser's own name for itself.
    pub agent: String,
    /// The request's id, which its log lines carry too.
    pub request_id: String,
    /// Whether the request may bring a body along: its rights were read before that, which takes as long as its sender likes.
    pub brings_a_body: bool,
    /// Whether the request brings a form back that was kept for its author, and only shows it: what it writes is undone (`web::kept`).
    pub only_shows: bool,
}

/// Somebody or something that may reach into the database.
pub trait Asks {
    /// How far they see.
    fn scope(&self) -> Scope;
    /// Under which name the audit keeps what they do.
    fn named(&self) -> &str;
    /// Where they ask from.
    fn origin(&self) -> Arc<Origin> {
        Arc::default()
    }
    /// The session that the request came with, when a person asks, or the system for them: what they write is refused once it has ended.
    fn sign_in(&self) -> Option<SignIn> {
        None
    }
    /// Who acts: the person who asks, or the one for whom the system asks. The audit and the feed name them.
    fn actor(&self) -> Option<UserId> {
        self.scope().user.or_else(|| self.sign_in().map(|sign_in| sign_in.user))
    }
}

/// The session of a request, and what was read of it before its body came. `Db::write` compares it with what holds by then.
#[derive(Debug, Clone, Copy)]
pub struct SignIn {
    pub session: SessionId,
    /// The hash of the cookie that came. A session outlives its cookies: whoever shows an older one is not signed in with it.
    pub cookie: Sha256,
    pub user: UserId,
    pub role: Role,
    /// Whether it was wholly in; a second factor may be asked of the others still.
    pub whole: bool,
}

/// A signed-in user, as one request knows them. Read afresh from Postgres with each request, so a changed role acts at once.
#[derive(Debug, Clone)]
pub struct Viewer {
    pub studio: StudioId,
    pub user: UserId,
    pub role: Role,
    pub name: String,
    pub email: String,
    /// Chosen by the person; none follows the browser.
    pub locale: Option<Locale>,
    pub zone: Zone,
    /// `light` or `dark`; none follows the device.
    pub theme: Option<String>,
    /// Their picture; none shows initials.
    pub avatar: Option<BlobId>,
    /// Messages others wrote and this viewer has not seen.
    pub unread_messages: i64,
    /// How many things wait for this viewer on the first page, counted to 100 and no further; none for those who work in the studio.
    pub turns: i64,
    /// What this sign-in is called, for as long as it lasts.
    pub session: SessionId,
    /// The hash of the cookie that came.
    pub cookie: Sha256,
    /// When they last showed a password or a factor.
    pub proven_at: DateTime<Utc>,
    pub origin: Arc<Origin>,
}

/// How long a password or a factor counts as just shown.
pub const FRESH: Duration = Duration::minutes(10);

/// No session lasts longer, whoever's it is.
pub const LONGEST_SESSION: Duration = Duration::days(30);

/// How long a session may lie unused (idle), and how long it may last in all (absolute): security.md, decision 6.
pub fn lifetimes(role: Role) -> (Duration, Duration) {
    if role.works_here() {
        (Duration::hours(12), Duration::days(7))
    } else {
        (Duration::days(14), LONGEST_SESSION)
    }
}

impl Viewer {
    /// Have they shown a password or a factor within the last minutes? What is sensitive asks for that.
    pub fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        now - self.proven_at <= FRESH
    }

    /// The session that the request came with.
    pub fn came_with(&self) -> SignIn {
        SignIn { session: self.session, cookie: self.cookie, user: self.user, role: self.role, whole: true }
    }

    /// Who acts for them where they themselves must not look: at passwords, at sessions.
    pub fn as_system(&self, name: &'static str) -> SystemViewer {
        SystemViewer::for_visitor(self.studio, name, self.origin.clone()).signed_in(Some(self.came_with()))
    }

    /// May they decide for their company: approve, accept, pay, invite?
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

/// How the viewer of a request is found. `web` knows: it reads sessions and addresses. `app.rs` hands it to every request.
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

/// Background work and signing in, under a name of its own. Made in this one place, for one studio at a time.
#[derive(Debug, Clone)]
pub struct SystemViewer {
    studio: StudioId,
    name: &'static str,
    origin: Arc<Origin>,
    sign_in: Option<SignIn>,
    acts_for: Option<UserId>,
}

impl SystemViewer {
    /// `name` is what the audit shows: `sign-in desk`, `mail`, `demo`.
    pub fn new(studio: StudioId, name: &'static str) -> Self {
        Self::for_visitor(studio, name, Arc::default())
    }

    /// Acting for a request of someone not yet known.
    pub fn for_visitor(studio: StudioId, name: &'static str, origin: Arc<Origin>) -> Self {
        Self { studio, name, origin, sign_in: None, acts_for: None }
    }

    /// The same, acting for somebody who is signed in.
    pub fn signed_in(self, sign_in: Option<SignIn>) -> Self {
        Self { sign_in, ..self }
    }

    /// The same for somebody whose session need not last, as where a link in a mail is what lets them act: the audit names them.
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

/// Narrows a query to what an asker may see: for those who work here all of it, for a client's people that for which the condition holds.
/// `visible!(files::table, scope, |client| files::client_id.eq(client))`.
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

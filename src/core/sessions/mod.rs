//! The rows of sessions: created, completed, ended. Cookies are handled by `web::session`.

mod end;
mod open;
mod start;

use chrono::{DateTime, Duration, Utc};

pub use end::{end_all, end_by_cookie, end_everybodys, end_others, hold_owner};
pub use open::{is_open, open_among};
pub use start::{complete_authentication, rotate, start};

use crate::{
    access::{Role, lifetimes},
    kernel::{
        choice,
        ids::{DeviceId, UserId},
    },
};

choice! {
    /// The stage of a sign-in. Only a complete one opens pages.
    pub enum Stage {
        Whole = "whole",
        /// A second factor is required.
        Factor = "factor",
        /// A second factor must be set up first.
        Enrolment = "enrolment",
    }
}

/// How long an incomplete sign-in stays valid.
pub const SIGN_IN_LASTS: Duration = Duration::minutes(30);
/// How many sessions a user may have; the one unused for longest is deleted to make room.
pub const MOST: i64 = 20;
/// How many incomplete sign-ins a user may have from unknown browsers, and from each known browser. An attacker who only knows the password
/// can fill these, but displaces neither complete sessions nor the sign-ins of known browsers.
pub const MOST_INCOMPLETE: i64 = 5;

/// What a session passes on to one that it confirms: the new one ends no later, and its proof is no more recent.
#[derive(Debug, Clone, Copy)]
pub struct Voucher {
    /// When its sign-in began.
    pub began_at: DateTime<Utc>,
    /// When its owner last entered a password or a factor there.
    pub proven_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

/// A session to create: its user, its stage, and its browser.
#[derive(Debug, Clone, Copy)]
pub struct NewSession {
    pub user: UserId,
    pub role: Role,
    pub stage: Stage,
    /// The browser, if it is one of the user's known browsers.
    pub device: Option<DeviceId>,
    /// From the session that confirmed it; `None` if the user entered a password, a passkey or a link here.
    pub voucher: Option<Voucher>,
}

/// The cookie of a session that a transaction has created or renewed. The handler sends it to the browser.
#[derive(Debug, Clone)]
pub struct NewCookie {
    pub key: String,
    /// Whether it replaces the session's present cookie.
    pub renews: bool,
}

/// Whether a session was used recently enough to remain valid.
pub fn is_in_use(role: Role, last_seen_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - last_seen_at <= lifetimes(role).0
}

//! The rows of sessions: started, made whole, ended. Which cookie a browser keeps is `web::session`'s part.

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
    /// How far a sign-in has come. Only a whole one opens pages.
    pub enum Stage {
        Whole = "whole",
        /// A second factor is asked for.
        Factor = "factor",
        /// A second factor must be set up first.
        Enrolment = "enrolment",
    }
}

/// How long an incomplete sign-in waits for what is still asked for.
pub const SIGN_IN_LASTS: Duration = Duration::minutes(30);
/// How many sessions one person may have; the one unused for longest makes room.
pub const MOST: i64 = 20;
/// How many incomplete sign-ins one person may have from browsers that they are not known to use, and from each that they are. Who
/// knows a password alone fills these, and pushes out neither whole sessions nor the sign-ins of known browsers.
pub const MOST_INCOMPLETE: i64 = 5;

/// What a session passes on to one that it confirms: that one ends with it at the latest, and is proven no later than it is.
#[derive(Debug, Clone, Copy)]
pub struct Voucher {
    /// When the sign-in behind it was.
    pub began_at: DateTime<Utc>,
    /// When its owner last showed a password or a factor there.
    pub proven_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

/// A session to start: whose, how far they are signed in, and in which browser.
#[derive(Debug, Clone, Copy)]
pub struct NewSession {
    pub user: UserId,
    pub role: Role,
    pub stage: Stage,
    /// The browser, where it is known as one of theirs.
    pub device: Option<DeviceId>,
    /// Of the session that confirmed it; none where they showed a password, a passkey or a link here.
    pub voucher: Option<Voucher>,
}

/// The cookie of a session that a transaction has started, or lets go on. The handler gives it to the browser.
#[derive(Debug, Clone)]
pub struct NewCookie {
    pub key: String,
    /// Whether it takes the place of the session's present cookie.
    pub renews: bool,
}

/// Whether a session was used recently enough to go on.
pub fn is_in_use(role: Role, last_seen_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - last_seen_at <= lifetimes(role).0
}

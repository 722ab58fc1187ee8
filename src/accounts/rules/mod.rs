//! The rules for accounts: when a sign-in is accepted, when an account is locked, and the limits on mail. Pure.

mod resets;

use chrono::{DateTime, Duration, Utc};

use crate::kernel::{EmailAddress, choice};

pub use resets::{Asker, RESETS_COUNT_FOR};

choice! {
    /// The state of an account.
    pub enum State {
        /// The user has not set a password yet.
        Invited = "invited",
        Active = "active",
        /// Closed by an admin; what the person did stays.
        Deactivated = "deactivated",
    }
}

choice! {
    /// What a one-time link is for.
    pub enum Purpose {
        Invitation = "invitation",
        PasswordReset = "password_reset",
    }
}

/// The number of wrong passwords in a row after which an account is locked.
pub const FAILURES_ALLOWED: i32 = 5;
/// How long the lock lasts.
pub const LOCKED_FOR: Duration = Duration::minutes(30);
/// The number of wrong passwords before a correct one from which the account's owner is notified.
pub const WORTH_NOTIFYING: i32 = 3;
/// The number of incomplete sign-ins with the correct password from unknown browsers from which the account's owner is
/// notified.
pub const INCOMPLETE_WORTH_NOTIFYING: i64 = 3;
/// The minimum time between two notifications of the same kind to one user.
pub const WARN_AGAIN_AFTER: Duration = Duration::days(1);
/// How long an invitation is valid.
pub const INVITATION_LASTS: Duration = Duration::days(7);
/// How long a password reset link is valid.
pub const RESET_LASTS: Duration = Duration::minutes(30);

choice! {
    /// Kinds of news that users can be notified of by mail. Requests for approval and anything about payments are
    /// always mailed at once.
    pub enum News {
        Messages = "messages",
        Files = "files",
        Milestones = "milestones",
        Invoices = "invoices",
    }
}

choice! {
    /// How soon a user is notified of news.
    pub enum Pace {
        AtOnce = "at_once",
        Daily = "daily",
        Never = "never",
    }
}

impl News {
    /// The translation key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Messages => "accounts-notify-messages",
            Self::Files => "accounts-notify-files",
            Self::Milestones => "accounts-notify-milestones",
            Self::Invoices => "accounts-notify-invoices",
        }
    }
}

impl Pace {
    /// The translation key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::AtOnce => "accounts-pace-at-once",
            Self::Daily => "accounts-pace-daily",
            Self::Never => "accounts-pace-never",
        }
    }
}

/// How long an applicant has to prove their address.
pub const REGISTRATION_LASTS: Duration = Duration::hours(24);
/// How long both addresses have to confirm a change.
pub const EMAIL_CHANGE_LASTS: Duration = Duration::hours(24);
/// The daily limit for address changes per user.
pub const EMAIL_CHANGES_A_DAY: i64 = 5;

/// The minimum time between two registration links, or two invitations, to the same address.
pub const LINK_AGAIN_AFTER: Duration = Duration::minutes(1);
/// The period over which such mails are counted.
pub const LINKS_COUNT_FOR: Duration = Duration::hours(1);
/// How many of them one address gets in that period. A link is valid for longer, so anyone who asks again still has one
/// that works.
pub const LINKS_AN_HOUR: usize = 5;

/// Whether an address is sent another such link, given when it was sent the others within the last hour.
pub fn link_is_mailed(recent: &[DateTime<Utc>], now: DateTime<Utc>) -> bool {
    recent.len() < LINKS_AN_HOUR && recent.iter().all(|at| now - *at >= LINK_AGAIN_AFTER)
}

/// The daily limit of invitations per user. A studio may take on a large client; a client has only so many colleagues.
pub const fn invitations_a_day(works_here: bool) -> i64 {
    if works_here { 100 } else { 20 }
}

/// The daily limit of invitations for all users of one client together.
pub const INVITATIONS_OF_CLIENT_A_DAY: usize = 50;
/// The daily limit of invitations for the users of all clients together, and separately for those who work in the
/// studio: neither side can use up the other's.
pub const INVITATIONS_OF_STUDIO_A_DAY: usize = 300;
/// The daily limit of registrations with the codes of one client.
pub const REGISTRATIONS_OF_CLIENT_A_DAY: usize = 50;
/// The daily limit of registrations with the codes of all clients together.
pub const REGISTRATIONS_A_DAY: usize = 300;
/// The daily limit of invitations mailed to one address, whoever sends them. Beyond it, each client that has not mailed
/// the address that day may still do so once, so that no one can block an address from being invited by others.
pub const INVITATIONS_TO_ADDRESS_A_DAY: usize = 10;

/// Whether an address is mailed one more invitation. `today` is the number of invitations it got within a day, `again`
/// whether this very one was among them.
pub const fn invitation_is_mailed(today: usize, again: bool) -> bool {
    today < INVITATIONS_TO_ADDRESS_A_DAY || !again
}

/// Why a sign-in was refused, for the audit. The page gives the same message for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Unknown,
    WrongPassword,
    Locked,
    NotActive,
}

impl Refusal {
    /// The reason as stored in audit entries.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown address",
            Self::WrongPassword => "wrong password",
            Self::Locked => "account rests",
            Self::NotActive => "account is not active",
        }
    }
}

/// Decides on a sign-in of a known user. A locked account refuses the correct password too, so that further guessing is
/// pointless.
pub fn judge(
    state: State,
    locked_until: Option<DateTime<Utc>>,
    password_fits: bool,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    if locked_until.is_some_and(|until| now < until) {
        return Err(Refusal::Locked);
    }
    if !password_fits {
        return Err(Refusal::WrongPassword);
    }
    if state == State::Active { Ok(()) } else { Err(Refusal::NotActive) }
}

/// The state after one more wrong password: failures in a row, and until when the account is locked.
pub fn after_failure(
    failures: i32,
    locked_until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> (i32, Option<DateTime<Utc>>) {
    match locked_until {
        Some(until) if now < until => (failures, Some(until)),
        rested => {
            let failures = if rested.is_some() { 1 } else { failures + 1 };
            (failures, (failures >= FAILURES_ALLOWED).then(|| now + LOCKED_FOR))
        }
    }
}

/// An address as it may appear in logs: `a…@birch.example`.
pub fn masked(address: &EmailAddress) -> String {
    let first: String = address.local().chars().take(1).collect();
    format!("{first}…@{}", address.domain())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn five_failures_lock_the_account_for_half_an_hour() {
        let mut standing = (0, None);
        for _ in 0..5 {
            assert_eq!(judge(State::Active, standing.1, true, now()), Ok(()));
            standing = after_failure(standing.0, standing.1, now());
        }
        assert_eq!(standing, (5, Some(now() + LOCKED_FOR)));
        assert_eq!(judge(State::Active, standing.1, true, now()), Err(Refusal::Locked));
        assert_eq!(
            after_failure(5, standing.1, now()),
            standing,
            "further failures must not prolong the lock"
        );
        let later = now() + LOCKED_FOR;
        assert_eq!(judge(State::Active, standing.1, true, later), Ok(()));
        assert_eq!(after_failure(5, standing.1, later), (1, None));
    }

    #[test]
    fn only_active_accounts_may_sign_in() {
        for state in [State::Invited, State::Deactivated] {
            assert_eq!(judge(state, None, true, now()), Err(Refusal::NotActive));
        }
        assert_eq!(judge(State::Active, None, false, now()), Err(Refusal::WrongPassword));
    }

    #[test]
    fn a_link_is_mailed_once_a_minute_and_five_times_an_hour() {
        let ago = |minutes: &[i64]| -> Vec<_> {
            minutes.iter().map(|minutes| now() - Duration::minutes(*minutes)).collect()
        };
        assert!(link_is_mailed(&[], now()));
        assert!(!link_is_mailed(&[now() - Duration::seconds(59)], now()));
        assert!(link_is_mailed(&ago(&[1]), now()));
        assert!(link_is_mailed(&ago(&[1, 2, 3, 4]), now()));
        assert!(!link_is_mailed(&ago(&[1, 2, 3, 4, 5]), now()));
    }

    #[test]
    fn a_masked_address_hides_the_local_part() {
        assert_eq!(masked(&"ana.keller@birch.example".parse().unwrap()), "a…@birch.example");
    }
}

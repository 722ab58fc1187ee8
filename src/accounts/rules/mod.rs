//! When a sign-in is let through, and when an account rests. Pure.

mod resets;

use chrono::{DateTime, Duration, Utc};

use crate::kernel::{EmailAddress, choice};

pub use resets::{Asker, RESETS_COUNT_FOR};

choice! {
    /// How far an account is.
    pub enum State {
        /// Has not set a password yet.
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

/// Wrong passwords in a row until the account rests.
pub const FAILURES_ALLOWED: i32 = 5;
/// How long it rests then.
pub const LOCKED_FOR: Duration = Duration::minutes(30);
/// So many wrong passwords before the right one are told to the account's owner.
pub const WORTH_TELLING: i32 = 3;
/// So many right passwords from unknown browsers, none of which went on to the second factor, are told to the account's owner.
pub const INCOMPLETE_WORTH_TELLING: i64 = 3;
/// How long nothing more is said of an account that rests.
pub const WARN_AGAIN_AFTER: Duration = Duration::days(1);
/// How long an invitation can be taken up.
pub const INVITATION_LASTS: Duration = Duration::days(7);
/// How long a link to a new password works.
pub const RESET_LASTS: Duration = Duration::minutes(30);

choice! {
    /// Kinds of news a person may be mailed of. What asks for an answer or for money (approvals, payments) is always mailed at once.
    pub enum News {
        Messages = "messages",
        Files = "files",
        Milestones = "milestones",
        Invoices = "invoices",
    }
}

choice! {
    /// How soon a person is mailed of news.
    pub enum Pace {
        AtOnce = "at_once",
        Daily = "daily",
        Never = "never",
    }
}

impl News {
    /// The key of its name.
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
    /// The key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::AtOnce => "accounts-pace-at-once",
            Self::Daily => "accounts-pace-daily",
            Self::Never => "accounts-pace-never",
        }
    }
}

/// How long someone who registers has to prove their address.
pub const REGISTRATION_LASTS: Duration = Duration::hours(24);
/// How long both addresses have to agree to a change from one to the other.
pub const EMAIL_CHANGE_LASTS: Duration = Duration::hours(24);
/// How many changes of address someone may ask for within a day.
pub const EMAIL_CHANGES_A_DAY: i64 = 5;

/// How long after a link to register, or an invitation, the same address gets no second one.
pub const LINK_AGAIN_AFTER: Duration = Duration::minutes(1);
/// For how long such a mail counts.
pub const LINKS_COUNT_FOR: Duration = Duration::hours(1);
/// How many of them one address gets in that time. A link lasts longer than that, so whoever asks on has one that works.
pub const LINKS_AN_HOUR: usize = 5;

/// Whether an address is sent another such link, after those times within the last hour.
pub fn link_is_mailed(recent: &[DateTime<Utc>], now: DateTime<Utc>) -> bool {
    recent.len() < LINKS_AN_HOUR && recent.iter().all(|at| now - *at >= LINK_AGAIN_AFTER)
}

/// How many invitations someone may send within a day: a studio takes on a large client, a client has so many colleagues.
pub const fn invitations_a_day(works_here: bool) -> i64 {
    if works_here { 100 } else { 20 }
}

/// How many invitations the people of one client may send within a day, all together.
pub const INVITATIONS_OF_CLIENT_A_DAY: usize = 50;
/// How many those of all clients of a studio may, and how many those who work in it: neither uses up what the others have.
pub const INVITATIONS_OF_STUDIO_A_DAY: usize = 300;
/// How many may ask for an account within a day with the codes of one client.
pub const REGISTRATIONS_OF_CLIENT_A_DAY: usize = 50;
/// How many with those of all clients of a studio.
pub const REGISTRATIONS_A_DAY: usize = 300;
/// How many invitations one address is mailed within a day, whoever sends them. Beyond that each client that has not written to it that
/// day still may, once: nobody keeps an address from being invited by others.
pub const INVITATIONS_TO_ADDRESS_A_DAY: usize = 10;

/// Whether an address is mailed one more invitation, by how many it got within a day and whether this very one was among them.
pub const fn invitation_is_mailed(today: usize, again: bool) -> bool {
    today < INVITATIONS_TO_ADDRESS_A_DAY || !again
}

/// Why a sign-in was refused: for the audit. The page says the same of all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Unknown,
    WrongPassword,
    Locked,
    NotActive,
}

impl Refusal {
    /// As the audit spells it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown address",
            Self::WrongPassword => "wrong password",
            Self::Locked => "account rests",
            Self::NotActive => "account is not active",
        }
    }
}

/// Judges a sign-in of a known user. A resting account refuses the right password too, so that guessing on is pointless.
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

/// An account after one more wrong password: failures in a row, and until when it rests.
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

/// An address as logs may keep it: `a…@birch.example`.
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
    fn five_failures_rest_the_account_for_half_an_hour() {
        let mut standing = (0, None);
        for _ in 0..5 {
            assert_eq!(judge(State::Active, standing.1, true, now()), Ok(()));
            standing = after_failure(standing.0, standing.1, now());
        }
        assert_eq!(standing, (5, Some(now() + LOCKED_FOR)));
        assert_eq!(judge(State::Active, standing.1, true, now()), Err(Refusal::Locked));
        assert_eq!(after_failure(5, standing.1, now()), standing, "failing on does not prolong it");
        let later = now() + LOCKED_FOR;
        assert_eq!(judge(State::Active, standing.1, true, later), Ok(()));
        assert_eq!(after_failure(5, standing.1, later), (1, None));
    }

    #[test]
    fn only_active_accounts_open() {
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
    fn logs_keep_no_whole_address() {
        assert_eq!(masked(&"ana.keller@birch.example".parse().unwrap()), "a…@birch.example");
    }
}

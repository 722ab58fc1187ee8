//! How long a sending can be cancelled, and how far a pending one is.

use chrono::{DateTime, Duration, SubsecRound, Utc};

/// The delay before a draft is sent, in which the sending can be cancelled.
const TIME_TO_TAKE_BACK: Duration = Duration::seconds(10);
/// How long after its time a sending is shown as delayed: the worker is behind, or does not run.
const LATE_AFTER: Duration = Duration::seconds(20);
/// How long after its time a sending that fails for a temporary reason is retried.
const GIVEN_UP_AFTER: Duration = Duration::minutes(10);

/// When a draft is sent whose sending is requested now: to the microsecond, as Postgres stores it.
pub fn sends_at(now: DateTime<Utc>) -> DateTime<Utc> {
    (now + TIME_TO_TAKE_BACK).trunc_subsecs(6)
}

/// Whether a failed sending is no longer retried, even if the reason is temporary.
pub fn is_given_up(sends_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - sends_at > GIVEN_UP_AFTER
}

/// Seconds until a draft is sent, rounded up; zero or less once the time has come.
pub fn seconds_left(sends_at: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    let left = (sends_at - now).num_milliseconds();
    left.div_euclid(1000) + i64::from(left.rem_euclid(1000) > 0)
}

/// The number of seconds left, below zero, from which a sending is shown as delayed.
pub fn late_from() -> i64 {
    -LATE_AFTER.num_seconds()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn seconds_left_are_rounded_up() {
        let sends = sends_at(at("2026-11-30T09:00:00.123456789Z"));
        assert_eq!(sends, at("2026-11-30T09:00:10.123456Z"));
        let left = |text| seconds_left(sends, at(text));
        assert_eq!(left("2026-11-30T09:00:00.123456Z"), 10);
        assert_eq!(left("2026-11-30T09:00:09.623456Z"), 1);
        assert_eq!(left("2026-11-30T09:00:10.123456Z"), 0);
        assert_eq!(left("2026-11-30T09:00:10.623456Z"), 0);
        assert_eq!(left("2026-11-30T09:00:30.123456Z"), late_from());
    }

    #[test]
    fn a_failing_sending_is_given_up_after_ten_minutes() {
        let sends = at("2026-11-30T09:00:10Z");
        assert!(!is_given_up(sends, at("2026-11-30T09:10:10Z")));
        assert!(is_given_up(sends, at("2026-11-30T09:10:11Z")));
    }
}

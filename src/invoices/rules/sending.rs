//! How long a sending can be taken back, and how a draft on its way stands.

use chrono::{DateTime, Duration, SubsecRound, Utc};

/// How long after the press a draft is sent: until then that can be taken back.
const TIME_TO_TAKE_BACK: Duration = Duration::seconds(10);
/// From so long after its time on a draft counts as waiting: what should have sent it is behind, or does not run.
const LATE_AFTER: Duration = Duration::seconds(20);
/// What fails for a reason that passes is tried again until so long after its time, and given up then.
const GIVEN_UP_AFTER: Duration = Duration::minutes(10);

/// When a draft is sent whose "Send" is pressed now: to the microsecond, as Postgres keeps it.
pub fn sends_at(now: DateTime<Utc>) -> DateTime<Utc> {
    (now + TIME_TO_TAKE_BACK).trunc_subsecs(6)
}

/// Whether a sending that failed is not tried again, even where the reason may pass.
pub fn is_given_up(sends_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - sends_at > GIVEN_UP_AFTER
}

/// Whole seconds until a draft is sent, the one that has begun among them; zero or less once its time has come.
pub fn seconds_left(sends_at: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    let left = (sends_at - now).num_milliseconds();
    left.div_euclid(1000) + i64::from(left.rem_euclid(1000) > 0)
}

/// From which number of seconds left on a draft counts as waiting.
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
    fn seconds_are_counted_down_to_the_end() {
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
    fn what_fails_is_given_up_ten_minutes_after_its_time() {
        let sends = at("2026-11-30T09:00:10Z");
        assert!(!is_given_up(sends, at("2026-11-30T09:10:10Z")));
        assert!(is_given_up(sends, at("2026-11-30T09:10:11Z")));
    }
}

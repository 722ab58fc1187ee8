//! The time limits of the queue.

use chrono::Duration;

/// The number of attempts after which a job has failed for good.
pub const MOST_ATTEMPTS: i32 = 8;

/// How long a job is reserved for its worker. If it takes longer, its lease is renewed while it runs.
pub const LEASE: Duration = Duration::minutes(5);

/// How long to wait after the `attempt`th failure (from 1): 10 s, 40 s, 160 s and so on up to 6 h, plus up to a fifth, by `chance`, so that
/// jobs that failed together are not retried together.
pub fn pause_after(attempt: i32, chance: u16) -> Duration {
    let power = u32::try_from(attempt - 1).unwrap_or(0).min(8);
    let pause = Duration::seconds(10 * 4_i64.pow(power)).min(Duration::hours(6));
    let fifth = pause.num_milliseconds() / 5;
    pause + Duration::milliseconds(fifth * i64::from(chance) / i64::from(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_six_hours() {
        let pauses: Vec<_> = (1..=8).map(|attempt| pause_after(attempt, 0).num_seconds()).collect();
        assert_eq!(pauses, [10, 40, 160, 640, 2560, 10240, 21600, 21600]);
        assert_eq!(pause_after(1000, 0), Duration::hours(6));
        assert_eq!(pause_after(0, 0), Duration::seconds(10));
    }

    #[test]
    fn chance_adds_at_most_a_fifth() {
        assert_eq!(pause_after(1, u16::MAX), Duration::seconds(12));
        assert!(pause_after(1, 1) < pause_after(1, 60_000));
    }
}

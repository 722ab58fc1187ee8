//! Whether this machine and Postgres tell the same time. Links, sessions and codes end by the one, queues run by the other.

use chrono::{DateTime, Duration, Utc};
use diesel::{PgConnection, prelude::*, sql_types};

use crate::{error::AppResult, kernel::time::Clock};

/// So far apart they may be: more shows in codes of authenticator apps, which live for 30 seconds.
const APART: Duration = Duration::seconds(5);

/// How far this machine's clock is from the database's, in words; none where that is near enough.
pub fn clock_fault(connection: &mut PgConnection, clock: &dyn Clock) -> AppResult<Option<String>> {
    let asked = clock.now();
    let DatabaseTime { now } = diesel::sql_query("select clock_timestamp() as now").get_result(connection)?;
    Ok(fault(asked, now, clock.now()))
}

#[derive(QueryableByName)]
struct DatabaseTime {
    #[diesel(sql_type = sql_types::Timestamptz)]
    now: DateTime<Utc>,
}

/// The database told its time between two looks at ours, so that a slow answer is no fault of a clock.
fn fault(asked: DateTime<Utc>, told: DateTime<Utc>, answered: DateTime<Utc>) -> Option<String> {
    let (behind, ahead) = (told - answered, asked - told);
    let (by, where_to) = if ahead > behind { (ahead, "ahead of") } else { (behind, "behind") };
    (by > APART).then(|| format!("this machine's clock is {} s {where_to} the database's", by.num_seconds()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_seconds_are_near_enough_and_a_slow_answer_is_no_fault() {
        let at = |seconds: i64| DateTime::from_timestamp(1_000_000 + seconds, 0).unwrap();
        for (asked, told, answered) in [(0, 0, 0), (0, 5, 0), (5, 0, 5), (0, 29, 30), (0, 1, 30)] {
            assert_eq!(fault(at(asked), at(told), at(answered)), None, "{asked} {told} {answered}");
        }
        let said = |asked, told, answered| fault(at(asked), at(told), at(answered)).unwrap_or_default();
        assert_eq!(said(0, 6, 0), "this machine's clock is 6 s behind the database's");
        assert_eq!(said(6, 0, 9), "this machine's clock is 6 s ahead of the database's");
        assert_eq!(said(0, 90, 60), "this machine's clock is 30 s behind the database's");
    }
}

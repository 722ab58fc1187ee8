//! Compares the clock of this machine with that of Postgres. Links, sessions and codes expire by the one, the queue runs by the
//! other.

use chrono::{DateTime, Duration, Utc};
use diesel::{PgConnection, prelude::*, sql_types};

use crate::{error::AppResult, kernel::time::Clock};

/// The difference that is tolerated. A larger one affects the codes of authenticator apps, which are valid for 30 seconds.
const APART: Duration = Duration::seconds(5);

/// Describes the difference between this machine's clock and the database's, or returns `None` if it is small enough.
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

/// Our clock is read before and after the database's, so that a slow response is not mistaken for a clock difference.
fn fault(asked: DateTime<Utc>, database: DateTime<Utc>, answered: DateTime<Utc>) -> Option<String> {
    let (behind, ahead) = (database - answered, asked - database);
    let (by, where_to) = if ahead > behind { (ahead, "ahead of") } else { (behind, "behind") };
    (by > APART).then(|| format!("this machine's clock is {} s {where_to} the database's", by.num_seconds()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_seconds_of_difference_and_a_slow_response_are_tolerated() {
        let at = |seconds: i64| DateTime::from_timestamp(1_000_000 + seconds, 0).unwrap();
        for (asked, database, answered) in [(0, 0, 0), (0, 5, 0), (5, 0, 5), (0, 29, 30), (0, 1, 30)] {
            assert_eq!(fault(at(asked), at(database), at(answered)), None, "{asked} {database} {answered}");
        }
        let said =
            |asked, database, answered| fault(at(asked), at(database), at(answered)).unwrap_or_default();
        assert_eq!(said(0, 6, 0), "this machine's clock is 6 s behind the database's");
        assert_eq!(said(6, 0, 9), "this machine's clock is 6 s ahead of the database's");
        assert_eq!(said(0, 90, 60), "this machine's clock is 30 s behind the database's");
    }
}

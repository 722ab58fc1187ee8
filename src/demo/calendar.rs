//! The calendar of the demo: working days relative to the day on which it is loaded, in the studio's time zone.

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, Utc, Weekday};

use super::story::At;
use crate::kernel::Zone;

/// The days before and after a given time.
#[derive(Clone, Copy)]
pub struct Calendar {
    now: DateTime<Utc>,
    zone: Zone,
}

/// The working day on which the studio opened its portal.
const BEGINNING: i32 = -64;

impl Calendar {
    /// The calendar for a demo that is loaded at `now`.
    pub fn around(now: DateTime<Utc>) -> Self {
        Self { now, zone: "Europe/Berlin".parse().unwrap_or(Zone::UTC) }
    }

    /// The studio's time zone.
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// The studio's first morning.
    pub fn beginning(&self) -> DateTime<Utc> {
        self.instant(At::Day(BEGINNING, 8, 0))
    }

    /// A working day; 0 is today, or the Friday before if today is not a working day.
    pub fn day(&self, count: i32) -> NaiveDate {
        let mut day = self.zone.date_of(self.now);
        while !works(day) {
            day = day - Days::new(1);
        }
        for _ in 0..count.unsigned_abs() {
            day = next(day, count > 0);
            while !works(day) {
                day = next(day, count > 0);
            }
        }
        day
    }

    /// When an event of the demo takes place.
    pub fn instant(&self, at: At) -> DateTime<Utc> {
        match at {
            At::Ago(minutes) => self.latest_working_time() - Duration::minutes(minutes),
            At::Day(count, hour, minute) => self.at(self.day(count), hour, minute),
        }
    }

    /// The current time during working hours, otherwise the end of the last working day.
    fn latest_working_time(&self) -> DateTime<Utc> {
        let today = self.zone.date_of(self.now);
        if works(today) && self.now < self.at(today, 14, 0) {
            return self.at(self.day(-1), 17, 40);
        }
        self.now.min(self.at(self.day(0), 17, 40))
    }

    fn at(&self, day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
        let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        // Clock changes happen at night, outside working hours.
        self.zone.instant(day.and_time(time)).unwrap_or_else(|_| self.zone.start_of(day))
    }
}

fn works(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn next(day: NaiveDate, forward: bool) -> NaiveDate {
    if forward { day + Days::new(1) } else { day - Days::new(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(now: &str, count: i32) -> String {
        Calendar::around(now.parse().unwrap()).day(count).to_string()
    }

    #[test]
    fn nothing_happens_at_the_weekend() {
        let saturday = "2026-11-21T09:00:00Z";
        assert_eq!(on(saturday, 0), "2026-11-20");
        assert_eq!(on(saturday, 1), "2026-11-23");
        assert_eq!(on(saturday, -5), "2026-11-13");
        assert_eq!(on("2026-11-23T09:00:00Z", -1), "2026-11-20");
    }

    #[test]
    fn recent_events_fall_within_working_hours() {
        let latest_working_time = |now: &str| {
            let calendar = Calendar::around(now.parse().unwrap());
            calendar.zone.local(calendar.instant(At::Ago(40))).to_string()
        };
        assert_eq!(latest_working_time("2026-11-20T15:30:00Z"), "2026-11-20 15:50:00");
        assert_eq!(latest_working_time("2026-11-20T22:30:00Z"), "2026-11-20 17:00:00");
        assert_eq!(latest_working_time("2026-11-21T09:00:00Z"), "2026-11-20 17:00:00");
        assert_eq!(latest_working_time("2026-11-23T06:00:00Z"), "2026-11-20 17:00:00");
    }
}

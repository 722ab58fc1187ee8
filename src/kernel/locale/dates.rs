use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};

use super::Locale;
use crate::time::Zone;

/// Why a typed date is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFault {
    Empty,
    NotADate,
    /// Well formed, but the calendar has no such day: 31 February.
    NoSuchDay,
    /// Before 1900 or after 2199: a typing mistake.
    TooFar,
}

/// Parses a date as a date field sends it (`2026-11-21`), or as people type it if the browser has no such field: `21.11.2026` or
/// `21/11/2026`, day first.
pub fn parse_date(text: &str) -> Result<NaiveDate, DateFault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DateFault::Empty);
    }
    let split = |separator| {
        let parts: Vec<_> = text.split(separator).collect();
        <[&str; 3]>::try_from(parts).ok()
    };
    let [year, month, day] = match (split('-'), split('.').or_else(|| split('/'))) {
        (Some([year, month, day]), _) if month.len() == 2 && day.len() == 2 => [year, month, day],
        (None, Some([day, month, year])) => [year, month, day],
        _ => return Err(DateFault::NotADate),
    };
    let number = |text: &str, widths: std::ops::RangeInclusive<usize>| {
        let digits = widths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u16>().ok()).flatten().ok_or(DateFault::NotADate)
    };
    let (year, month, day) = (number(year, 4..=4)?, number(month, 1..=2)?, number(day, 1..=2)?);
    let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()).ok_or(DateFault::NoSuchDay)?;
    (1900..2200).contains(&year).then_some(date).ok_or(DateFault::TooFar)
}

/// The number of days from one date to another: 1 from today to tomorrow, negative if it is past.
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days()
}

impl Locale {
    /// `21 Nov 2026` or `21. Nov. 2026`
    pub fn date(self, date: NaiveDate) -> String {
        self.with_month(date, &self.conventions().short_months)
    }

    /// `21 November 2026` or `21. November 2026`
    pub fn long_date(self, date: NaiveDate) -> String {
        self.with_month(date, &self.conventions().months)
    }

    /// The time of day in a zone: `14:05`.
    pub fn time(self, at: DateTime<Utc>, zone: Zone) -> String {
        let local = zone.local(at);
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// The date and time of day in a zone: `21 Nov 2026, 14:05`.
    pub fn moment(self, at: DateTime<Utc>, zone: Zone) -> String {
        format!("{}, {}", self.date(zone.date_of(at)), self.time(at, zone))
    }

    /// An instant for a list, as short as possible: `14:05` today, `21 Nov` this year, `21 Nov 2025` otherwise.
    pub fn brief(self, at: DateTime<Utc>, zone: Zone, now: DateTime<Utc>) -> String {
        let (date, today) = (zone.date_of(at), zone.date_of(now));
        if date == today {
            return self.time(at, zone);
        }
        let whole = self.date(date);
        if date.year() != today.year() {
            return whole;
        }
        whole.rsplit_once(' ').map_or(whole.clone(), |(day_and_month, _)| day_and_month.to_owned())
    }

    fn with_month(self, date: NaiveDate, months: &[&str; 12]) -> String {
        let month = months[date.month0() as usize];
        format!("{}{} {month} {}", date.day(), self.conventions().after_day, date.year())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn dates_follow_the_language() {
        let date = day(2026, 11, 21);
        assert_eq!(
            (Locale::En.date(date), Locale::De.date(date)),
            ("21 Nov 2026".into(), "21. Nov. 2026".into())
        );
        assert_eq!(Locale::En.long_date(date), "21 November 2026");
        assert_eq!(Locale::De.long_date(day(2026, 3, 1)), "1. März 2026");
    }

    #[test]
    fn a_moment_is_shown_in_its_zone() {
        let at = "2026-11-20T23:05:59Z".parse().unwrap();
        let zone = |name: &str| name.parse::<Zone>().unwrap();
        assert_eq!(Locale::En.moment(at, zone("Europe/Berlin")), "21 Nov 2026, 00:05");
        assert_eq!(Locale::De.moment(at, zone("America/Chicago")), "20. Nov. 2026, 17:05");
    }

    #[test]
    fn a_moment_in_a_list_is_as_short_as_possible() {
        let zone = "Europe/Berlin".parse::<Zone>().unwrap();
        let brief = |locale: Locale, at: &str| {
            locale.brief(at.parse().unwrap(), zone, "2026-11-30T23:30:00Z".parse().unwrap())
        };
        assert_eq!(brief(Locale::En, "2026-11-30T23:05:00Z"), "00:05");
        assert_eq!(brief(Locale::En, "2026-11-30T22:05:00Z"), "30 Nov");
        assert_eq!(brief(Locale::De, "2026-01-01T12:00:00Z"), "1. Jan.");
        assert_eq!(brief(Locale::En, "2025-12-31T12:00:00Z"), "31 Dec 2025");
        assert_eq!(brief(Locale::De, "2027-01-02T12:00:00Z"), "2. Jan. 2027");
    }

    #[test]
    fn dates_are_parsed_as_typed() {
        for text in ["2026-11-21", " 21.11.2026 ", "21/11/2026"] {
            assert_eq!(parse_date(text), Ok(day(2026, 11, 21)), "{text}");
        }
        assert_eq!(parse_date("1.2.2026"), Ok(day(2026, 2, 1)));
        assert_eq!(parse_date("29.2.2028"), Ok(day(2028, 2, 29)));
    }

    #[test]
    fn a_refused_date_names_its_reason() {
        assert_eq!(parse_date(" "), Err(DateFault::Empty));
        for text in ["2026-02-31", "31.2.2026", "11/21/2026", "29.2.2026", "2026-00-10", "0.1.2026"] {
            assert_eq!(parse_date(text), Err(DateFault::NoSuchDay), "{text}");
        }
        for text in [
            "tomorrow",
            "2026-1-2",
            "26-11-21",
            "21.11.26",
            "21.11",
            "+21.11.2026",
            "2026-11-21T00:00",
            "21.11/2026",
            "21-11-2026",
            "٢١.11.2026",
            "1.1.1.2026",
            "20260-11-21",
            "infinity",
        ] {
            assert_eq!(parse_date(text), Err(DateFault::NotADate), "{text}");
        }
        assert_eq!(parse_date("0026-11-21"), Err(DateFault::TooFar));
        assert_eq!(parse_date("2200-01-01"), Err(DateFault::TooFar));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,20}") {
            let _ = parse_date(&text);
        }
    }
}

//! Instants, and the time zone of a studio. The time is passed in: only [`SystemClock`] asks for it.

use std::str::FromStr;
use std::sync::Mutex;

use chrono::{
    DateTime, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeZone, Utc,
};
use chrono_tz::Tz;
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;

use super::{column::spelled_as_text, refusal::refusal};

/// Tells the present time.
pub trait Clock: Send + Sync {
    /// The present time in microseconds, as Postgres stores it, so that a value that is read equals the one that was stored.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

/// A clock that stands still until it is moved; for tests and the demo.
#[derive(Debug)]
pub struct FixedClock(Mutex<DateTime<Utc>>);

impl FixedClock {
    /// A clock that shows this instant.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves it forward.
    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// A time zone of the IANA database, by its exact name: `Europe/Berlin`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct Zone(Tz);

refusal! {
    /// The text is not the name of a time zone.
    UnknownZone = "not an IANA time zone"
}

/// Why a local time does not denote an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalFault {
    /// The clocks were put forward past it.
    Skipped,
    /// The clocks were put back, so it occurred twice.
    Twice(DateTime<Utc>, DateTime<Utc>),
}

impl Zone {
    pub const UTC: Self = Self(Tz::UTC);

    /// The names of all zones, for a list of choices.
    pub fn names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    /// Its IANA name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The local time at an instant.
    pub fn local(self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.0).naive_local()
    }

    /// The local date at an instant.
    pub fn date_of(self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date()
    }

    /// The instant of a local time.
    pub fn instant(self, local: NaiveDateTime) -> Result<DateTime<Utc>, LocalFault> {
        match self.0.from_local_datetime(&local) {
            LocalResult::Single(at) => Ok(at.to_utc()),
            LocalResult::Ambiguous(first, second) => Err(LocalFault::Twice(first.to_utc(), second.to_utc())),
            LocalResult::None => Err(LocalFault::Skipped),
        }
    }

    /// The first instant of a local date: midnight, or what followed it if midnight was skipped.
    pub fn start_of(self, date: NaiveDate) -> DateTime<Utc> {
        let midnight = date.and_time(NaiveTime::MIN);
        // A whole day was skipped once (Samoa, 2011); no zone skips more.
        (0..=96)
            .map(|quarters| midnight + Duration::minutes(15 * quarters))
            .find_map(|local| match self.instant(local) {
                Ok(at) | Err(LocalFault::Twice(at, _)) => Some(at),
                Err(LocalFault::Skipped) => None,
            })
            .unwrap_or_else(|| midnight.and_utc())
    }

    /// The first instant after a local date: something that is valid until the end of a day is valid before this.
    pub fn end_of(self, date: NaiveDate) -> DateTime<Utc> {
        date.succ_opt().map_or(DateTime::<Utc>::MAX_UTC, |next| self.start_of(next))
    }

    fn as_str(&self) -> &str {
        self.0.name()
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        name.parse().map(Self).map_err(|_| UnknownZone)
    }
}

spelled_as_text!(Zone);

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        name.parse().unwrap()
    }

    fn local(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn a_zone_has_one_name() {
        assert_eq!(zone("Europe/Berlin").name(), "Europe/Berlin");
        for name in ["", "europe/berlin", "Berlin", "+02:00", "Europe/Berlin ", "Mars/Olympus"] {
            assert_eq!(name.parse::<Zone>(), Err(UnknownZone), "{name}");
        }
    }

    #[test]
    fn the_date_is_the_studios() {
        let at = "2026-11-20T23:30:00Z".parse().unwrap();
        assert_eq!(zone("Europe/Berlin").date_of(at).to_string(), "2026-11-21");
        assert_eq!(zone("America/Chicago").date_of(at).to_string(), "2026-11-20");
    }

    #[test]
    fn berlin_spring_forward_took_26_minutes() {
        let berlin = zone("Europe/Berlin");
        let start = berlin.instant(local("2020-03-29T01:49:00")).unwrap();
        let end = berlin.instant(local("2020-03-29T03:15:00")).unwrap();
        assert_eq!((end - start).num_minutes(), 26);
        assert_eq!(berlin.instant(local("2020-03-29T02:30:00")), Err(LocalFault::Skipped));
    }

    #[test]
    fn chicago_fall_back_took_45_minutes() {
        let chicago = zone("America/Chicago");
        let Err(LocalFault::Twice(start, _)) = chicago.instant(local("2020-11-01T01:30:00")) else {
            panic!()
        };
        let Err(LocalFault::Twice(_, end)) = chicago.instant(local("2020-11-01T01:15:00")) else { panic!() };
        assert_eq!((end - start).num_minutes(), 45);
    }

    #[test]
    fn a_day_starts_at_its_first_valid_time() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let start = |name, date| zone(name).start_of(day(date)).to_rfc3339();
        assert_eq!(start("Europe/Berlin", "2026-11-21"), "2026-11-20T23:00:00+00:00");
        assert_eq!(start("America/Sao_Paulo", "2018-11-04"), "2018-11-04T03:00:00+00:00");
        assert_eq!(start("Pacific/Apia", "2011-12-30"), "2011-12-30T10:00:00+00:00");
        let berlin = zone("Europe/Berlin");
        let length = berlin.end_of(day("2026-10-25")) - berlin.start_of(day("2026-10-25"));
        assert_eq!(length.num_hours(), 25);
    }

    #[test]
    fn a_fixed_clock_moves_only_when_advanced() {
        let clock = FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap());
        assert_eq!(clock.now(), clock.now());
        clock.advance(Duration::hours(2));
        assert_eq!(clock.now().to_rfc3339(), "2026-11-21T11:00:00+00:00");
    }
}

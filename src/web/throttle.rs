//! Rate limits: how many requests are allowed within a quarter of an hour, across all instances.
//!
//! Each instance counts in memory and reports to Postgres now and then, at the latest after a twentieth of a limit; Postgres returns the
//! total of all instances. A page therefore needs no additional statement, and each instance can exceed a limit by at most a twentieth.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, MutexGuard},
};

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
    web::Data,
};
use chrono::{DateTime, Utc};
use diesel::{prelude::*, sql_types};

use super::{browser::Browser, caller, pattern::pattern, session};
use crate::{
    access::SystemViewer,
    config::{Config, ThrottleConfig},
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::ids::StudioId,
};

/// The length of a window, in seconds.
pub const WINDOW: i64 = 15 * 60;
/// How many counts are kept in memory before old ones are dropped.
const MOST_KEYS: usize = 20_000;

/// What is counted. Each kind has a limit of its own: see `docs/CONFIGURATION.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Passwords, codes and one-time links, tried from an address.
    Credentials,
    /// The same in the whole studio, from unknown browsers.
    CredentialsInAll,
    /// Everything else that signed-out visitors send.
    Strangers,
    /// Forms of a signed-in user.
    Sent,
    /// Pages read by an address or a user.
    Read,
}

impl Kind {
    fn code(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::CredentialsInAll => "credentials in all",
            Self::Strangers => "strangers",
            Self::Sent => "sent",
            Self::Read => "read",
        }
    }

    fn limit(self, limits: &ThrottleConfig) -> i64 {
        match self {
            Self::Credentials => limits.credentials,
            Self::CredentialsInAll => limits.credentials_in_all,
            Self::Strangers => limits.strangers,
            Self::Sent => limits.sent,
            Self::Read => limits.read,
        }
    }
}

/// The counts known to this instance.
#[derive(Default)]
pub struct Throttle {
    /// The paths, including everything below them, at which passwords, codes and links are tried.
    credentials: Vec<&'static str>,
    counts: Mutex<HashMap<(StudioId, String), Count>>,
}

#[derive(Clone, Copy)]
struct Count {
    window: i64,
    /// The total of all instances, as Postgres last returned it, plus what has been reported since.
    all: i64,
    /// Counted here and not reported yet.
    here: i64,
    /// Whether Postgres has been queried in this window.
    asked: bool,
}

impl Throttle {
    /// Creates a throttle without counts. `credentials` are the paths, including everything below them, at which passwords, codes and
    /// one-time links are tried.
    pub fn new(credentials: Vec<&'static str>) -> Self {
        Self { credentials, counts: Mutex::default() }
    }

    fn tries_credentials(&self, path: &str) -> bool {
        self.credentials.iter().any(|prefix| {
            path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Counts a request, and refuses it if it exceeds the limit.
    ///
    /// # Errors
    /// Throttled until the window ends.
    pub async fn count(
        &self,
        db: &Db,
        limits: &ThrottleConfig,
        studio: StudioId,
        kind: Kind,
        whose: &str,
    ) -> AppResult<()> {
        let (now, limit) = (db.clock().now(), kind.limit(limits));
        let key = format!("{} {whose}", kind.code());
        let unsent = self.add(studio, &key, now, limit)?;
        if let Some(unsent) = unsent {
            let (window, named) = (window(now), key.clone());
            let system = SystemViewer::new(studio, "throttle");
            match db.write(&system, move |tx| flush_count(tx, &named, window, unsent)).await {
                Ok(all) => self.merge_count(studio, &key, window, all),
                // If Postgres is unavailable, no page is served that would have to be limited; the local count still applies.
                Err(AppError::Unavailable(_)) => {}
                Err(error) => return Err(error),
            }
            self.check_limit(studio, &key, now, limit)?;
        }
        Ok(())
    }

    /// Counts a request locally. Returns the count to report to Postgres, if it is time to do so.
    fn add(&self, studio: StudioId, key: &str, now: DateTime<Utc>, limit: i64) -> AppResult<Option<i64>> {
        let mut counts = self.counts();
        if counts.len() >= MOST_KEYS {
            make_room(&mut counts, window(now));
        }
        let fresh = Count { window: window(now), all: 0, here: 0, asked: false };
        let count = counts.entry((studio, key.to_owned())).or_insert(fresh);
        if count.window != fresh.window {
            *count = fresh;
        }
        if count.all + count.here >= limit {
            return Err(refusal(now));
        }
        count.here += 1;
        if count.asked && count.here < (limit / 20).max(1) {
            return Ok(None);
        }
        let unsent = count.here;
        count.all += unsent;
        count.here = 0;
        count.asked = true;
        Ok(Some(unsent))
    }

    fn merge_count(&self, studio: StudioId, key: &str, window: i64, all: i64) {
        if let Some(count) =
            self.counts().get_mut(&(studio, key.to_owned())).filter(|count| count.window == window)
        {
            count.all = count.all.max(all);
        }
    }

    fn check_limit(&self, studio: StudioId, key: &str, now: DateTime<Utc>, limit: i64) -> AppResult<()> {
        let beyond = self.counts().get(&(studio, key.to_owned())).is_some_and(|count| count.all > limit);
        if beyond { Err(refusal(now)) } else { Ok(()) }
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<(StudioId, String), Count>> {
        self.counts.lock().expect("no one panics while counting")
    }
}

/// Drops the counts of past windows and, if that is not enough, every second one: Postgres has what was reported to it.
fn make_room(counts: &mut HashMap<(StudioId, String), Count>, window: i64) {
    counts.retain(|_, count| count.window == window);
    if counts.len() >= MOST_KEYS / 2 {
        let mut stays = false;
        counts.retain(|_, _| {
            stays = !stays;
            stays
        });
    }
}

fn window(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(WINDOW)
}

/// The error that lasts until the next quarter of an hour.
fn refusal(now: DateTime<Utc>) -> AppError {
    let until = (window(now) + 1) * WINDOW;
    AppError::Throttled(DateTime::from_timestamp(until, 0).unwrap_or(now))
}

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = sql_types::BigInt)]
    count: i64,
}

fn flush_count(tx: &mut Tx, key: &str, window: i64, more: i64) -> AppResult<i64> {
    let total: Total = diesel::sql_query(
        "insert into throttles (key, window_number, count) values ($1, $2, $3)
            on conflict (studio_id, key) do update set window_number = excluded.window_number,
                count = excluded.count + case when throttles.window_number = excluded.window_number then throttles.count else 0 end
            returning count",
    )
    .bind::<sql_types::Text, _>(key)
    .bind::<sql_types::BigInt, _>(window)
    .bind::<sql_types::BigInt, _>(more)
    .get_result(tx.conn())?;
    Ok(total.count)
}

/// Deletes the counts of past windows.
pub fn sweep(tx: &mut Tx) -> AppResult<()> {
    diesel::sql_query("delete from throttles where window_number < $1")
        .bind::<sql_types::BigInt, _>(window(tx.now))
        .execute(tx.conn())?;
    Ok(())
}

/// The address under which requests are counted: an IPv6 network counts as one, because whoever has an IPv6 address has 2 to the 64 of
/// them.
pub fn neighbourhood(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.to_string(),
            None => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        },
        _ => address.to_owned(),
    }
}

/// Middleware: counts every request to a studio, and responds with 429 if there are too many.
pub async fn guard(
    db: Data<Db>,
    config: Data<Config>,
    throttle: Data<Throttle>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let studio = caller::studio(request.request())?.id;
    let address = neighbourhood(&caller::origin(request.request()).address);
    let user = session::user(request.request());
    let limits = &config.throttle;
    let whose = user.map_or_else(|| address.clone(), |user| user.to_string());
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let counted = async {
        if !safe && throttle.tries_credentials(&pattern(request.request()).unwrap_or_default()) {
            throttle.count(&db, limits, studio, Kind::Credentials, &address).await?;
            if !Browser::of(request.request())?.is_known() {
                throttle.count(&db, limits, studio, Kind::CredentialsInAll, "").await?;
            }
        }
        let kind = match (safe, user) {
            (true, _) => Kind::Read,
            (false, Some(_)) => Kind::Sent,
            (false, None) => Kind::Strangers,
        };
        throttle.count(&db, limits, studio, kind, &whose).await
    };
    if let Err(error) = counted.await {
        if matches!(error, AppError::Throttled(_)) {
            caller::note(request.request(), "throttle.refused");
        }
        return Err(error.into());
    }
    next.call(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_counts_as_one() {
        assert_eq!(neighbourhood("2001:db8:1:2:aaaa::1"), neighbourhood("2001:db8:1:2:bbbb::2"));
        assert_ne!(neighbourhood("2001:db8:1:2::1"), neighbourhood("2001:db8:1:3::1"));
        assert_eq!(neighbourhood("::ffff:203.0.113.7"), neighbourhood("203.0.113.7"));
        assert_ne!(neighbourhood("203.0.113.7"), neighbourhood("203.0.113.8"));
    }

    #[test]
    fn the_number_of_counts_in_memory_is_limited() {
        let (throttle, studio) = (Throttle::default(), StudioId::new());
        let now = DateTime::from_timestamp(1_000_000, 0).unwrap();
        for n in 0..3 * MOST_KEYS {
            throttle.add(studio, &n.to_string(), now, 100).unwrap();
            assert!(throttle.counts().len() <= MOST_KEYS);
        }
        // The total of a dropped count is requested again.
        assert_eq!(throttle.add(studio, "0", now, 100).unwrap(), Some(1));
    }

    #[test]
    fn counts_are_reported_every_twentieth_of_a_limit_and_enforced_locally_too() {
        let (throttle, studio) = (Throttle::default(), StudioId::new());
        let now = DateTime::from_timestamp(1_000_000, 0).unwrap();
        let mut unsent = 0;
        for n in 0..100 {
            let tell = throttle.add(studio, "k", now, 100).unwrap();
            assert_eq!(tell.is_some(), n == 0 || n % 5 == 0, "{n}");
            unsent += tell.unwrap_or_default();
        }
        assert_eq!(unsent, 96);
        assert!(matches!(throttle.add(studio, "k", now, 100), Err(AppError::Throttled(_))));
        assert!(throttle.add(studio, "other", now, 100).is_ok());
        let later = now + chrono::Duration::seconds(WINDOW);
        assert!(throttle.add(studio, "k", later, 100).is_ok());
    }

    #[test]
    fn requests_counted_by_other_instances_count() {
        let (throttle, studio) = (Throttle::default(), StudioId::new());
        let now = DateTime::from_timestamp(1_000_000, 0).unwrap();
        throttle.add(studio, "k", now, 100).unwrap();
        throttle.merge_count(studio, "k", window(now), 100);
        assert!(throttle.add(studio, "k", now, 100).is_err());
    }
}

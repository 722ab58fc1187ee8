//! Determines which studio a request is for, from its host name.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    net::IpAddr,
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web::Data,
};
use diesel::prelude::*;
use ipnet::IpNet;
use url::Url;

use crate::{
    access::SystemViewer,
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::{currency::Currency, ids::StudioId, locale::Locale, time::Zone},
    schema::{studio_hosts, studios},
};

/// What every page and mail of a studio needs to know about it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = studios)]
pub struct StudioFacts {
    pub id: StudioId,
    pub name: String,
    pub locale: Locale,
    pub zone: Zone,
    pub currency: Currency,
    pub accent: String,
    pub email: String,
    pub upload_limit_bytes: i64,
    /// The networks from which staff may use the portal, one range per line; if empty, there is no restriction.
    pub allowed_addresses: String,
}

/// Whether an address lies in one of the ranges of a list; an empty list contains every address.
pub fn is_within(ranges: &str, address: &str) -> bool {
    let Ok(address) = address.parse::<IpAddr>().map(|address| address.to_canonical()) else {
        return ranges.is_empty();
    };
    ranges.is_empty()
        || ranges
            .lines()
            .filter_map(|range| range.parse::<IpNet>().ok())
            .any(|range| range.contains(&address))
}

/// The studios of this deployment, cached for a few seconds.
pub struct Studios {
    db: Db,
    public_url: Url,
    hosts: RwLock<Option<Hosts>>,
    facts: RwLock<HashMap<StudioId, (Instant, Arc<StudioFacts>)>>,
    /// How many unknown host names have been looked up within a second.
    looks: Mutex<(Instant, u32)>,
    /// How often the cache has been cleared: what was read before that is not cached after it.
    forgotten: AtomicU64,
}

/// The studios by host name.
struct Hosts {
    owners: BTreeMap<String, StudioId>,
    read_at: Instant,
}

impl Hosts {
    /// A deployment with a single studio accepts every host name.
    fn owner(&self, host: &str) -> Option<StudioId> {
        self.owners.get(host).copied().or_else(|| self.only())
    }

    fn only(&self) -> Option<StudioId> {
        let first = *self.owners.values().next()?;
        self.owners.values().all(|studio| *studio == first).then_some(first)
    }
}

/// How long it may take until every instance notices a changed host name.
const REMEMBERED: Duration = Duration::from_secs(5);
/// How many unknown host names an instance looks up within a second.
const MOST_LOOKS: u32 = 50;
const UNPOISONED: &str = "no one panics while reading studios";

impl Studios {
    /// Creates an empty cache; the first request reads from the database.
    pub fn new(db: Db, public_url: Url) -> Self {
        Self {
            db,
            public_url,
            hosts: RwLock::default(),
            facts: RwLock::default(),
            looks: Mutex::new((Instant::now(), 0)),
            forgotten: AtomicU64::new(0),
        }
    }

    /// Returns the studio of a host name.
    ///
    /// # Errors
    /// Misdirected if no studio has this name.
    pub async fn at(&self, host: &str) -> AppResult<Arc<StudioFacts>> {
        let known = self.known_hosts(|hosts| hosts.owner(host)).flatten();
        // An unknown name may have been assigned just now. The limit prevents invented names from keeping Postgres busy.
        let owner = match known {
            Some(studio) => Some(studio),
            None if self.may_look() => self.read_hosts(|hosts| hosts.owner(host)).await?,
            // If the limit is exceeded, the last known assignment is used.
            None => self.last_known_owner(host),
        };
        self.facts(owner.ok_or(AppError::Misdirected)?).await
    }

    /// Returns a studio by its id, for mail and background work.
    ///
    /// # Errors
    /// Not found if it does not exist any more.
    pub async fn facts(&self, id: StudioId) -> AppResult<Arc<StudioFacts>> {
        let known = self.facts.read().expect(UNPOISONED).get(&id).cloned();
        if let Some((_, facts)) = known.filter(|(read_at, _)| read_at.elapsed() < REMEMBERED) {
            return Ok(facts);
        }
        let forgotten = self.forgotten.load(Ordering::SeqCst);
        let read = Arc::new(self.db.read(&SystemViewer::new(id, "tenancy"), facts).await?);
        let mut known = self.facts.write().expect(UNPOISONED);
        if self.forgotten.load(Ordering::SeqCst) == forgotten {
            known.insert(id, (Instant::now(), read.clone()));
        }
        Ok(read)
    }

    /// Returns the ids of all studios, for background work.
    pub async fn ids(&self) -> AppResult<Vec<StudioId>> {
        let ids = |hosts: &Hosts| BTreeSet::from_iter(hosts.owners.values().copied()).into_iter().collect();
        match self.known_hosts(ids) {
            Some(ids) => Ok(ids),
            None => self.read_hosts(ids).await,
        }
    }

    /// The public URL of a studio: the configured address, with the studio's own host name if it has one. Never derived from a request.
    pub async fn base_url(&self, id: StudioId) -> AppResult<Url> {
        let name = |hosts: &Hosts| match hosts.only() {
            Some(_) => None,
            None => hosts.owners.iter().find(|(_, studio)| **studio == id).map(|(host, _)| host.clone()),
        };
        let host = match self.known_hosts(name).flatten() {
            Some(host) => Some(host),
            None => self.read_hosts(name).await?,
        };
        let mut url = self.public_url.clone();
        if let Some(host) = host {
            url.set_host(Some(&host)).map_err(AppError::internal)?;
        }
        Ok(url)
    }

    /// Clears the cache, after this instance has changed a studio.
    pub fn forget(&self) {
        let mut known = self.facts.write().expect(UNPOISONED);
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        known.clear();
        *self.hosts.write().expect(UNPOISONED) = None;
    }

    /// The studio of a host name when the names were last read, however long ago.
    fn last_known_owner(&self, host: &str) -> Option<StudioId> {
        self.hosts.read().expect(UNPOISONED).as_ref().and_then(|hosts| hosts.owner(host))
    }

    /// Whether an unknown name may be looked up; counts the attempt.
    fn may_look(&self) -> bool {
        let mut looks = self.looks.lock().expect(UNPOISONED);
        if looks.0.elapsed() >= Duration::from_secs(1) {
            *looks = (Instant::now(), 0);
        }
        looks.1 += 1;
        looks.1 <= MOST_LOOKS
    }

    /// Reads from the cached host names, if they are recent.
    fn known_hosts<T>(&self, read_from: impl FnOnce(&Hosts) -> T) -> Option<T> {
        let hosts = self.hosts.read().expect(UNPOISONED);
        hosts.as_ref().filter(|hosts| hosts.read_at.elapsed() < REMEMBERED).map(read_from)
    }

    async fn read_hosts<T>(&self, read_from: impl FnOnce(&Hosts) -> T) -> AppResult<T> {
        let read = self.db.outside(|connection| {
            let rows = studio_hosts::table.select((studio_hosts::host, studio_hosts::studio_id));
            Ok(rows.load::<(String, StudioId)>(connection)?)
        });
        let hosts = Hosts { owners: read.await?.into_iter().collect(), read_at: Instant::now() };
        let result = read_from(&hosts);
        *self.hosts.write().expect(UNPOISONED) = Some(hosts);
        Ok(result)
    }
}

/// Reads the studio of the transaction.
///
/// # Errors
/// Not found if the studio does not exist any more.
pub fn facts(tx: &mut Tx) -> AppResult<StudioFacts> {
    Ok(studios::table.select(StudioFacts::as_select()).first(tx.conn())?)
}

/// Middleware: finds the studio and stores its facts with the request.
pub async fn find_studio(
    studios: Data<Studios>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let host = host_of(&request);
    let studio = studios.at(&host).await?;
    request.extensions_mut().insert(studio);
    next.call(request).await
}

/// The name in the Host header, without its port; forwarded headers can be set by anyone and are ignored.
fn host_of(request: &ServiceRequest) -> String {
    let named =
        request.headers().get("host").and_then(|value| value.to_str().ok()).or_else(|| request.uri().host());
    let host = named.unwrap_or_default();
    host.rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host })
        .trim_end_matches('.')
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Config, kernel::time::SystemClock};

    #[test]
    fn lookups_of_invented_host_names_are_limited() {
        let variables = [
            ("DATABASE_URL", "postgres://nowhere/portal"),
            ("SECRET_KEY", "kR2zvH0qFZ8xJ1mW5tYbN7dLcP4gS6aQe9uXiO3h"),
        ];
        let config = Config::read(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
        .expect("a valid configuration");
        let db = Db::new(&config.database, Arc::new(SystemClock));
        let studios = Studios::new(db, config.web.public_url);
        let known = StudioId::new();
        let owners = [("a.example".to_owned(), known), ("b.example".to_owned(), StudioId::new())];
        let read_at = Instant::now() - 2 * REMEMBERED;
        *studios.hosts.write().unwrap() = Some(Hosts { owners: owners.into(), read_at });
        let looks = (0..10_000).filter(|_| studios.may_look()).count();
        // A studio's own name remains known.
        assert_eq!(studios.known_hosts(|hosts| hosts.owner("a.example")), None, "it has expired");
        assert_eq!(studios.last_known_owner("a.example"), Some(known));
        assert_eq!(studios.last_known_owner("made.up.example"), None);
        // Ten thousand calls take less than three seconds on any machine.
        assert!((50..=150).contains(&looks), "{looks}");
    }
}

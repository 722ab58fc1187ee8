//! Which studio a request is for, told by its host name.

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

/// What every page and mail of a studio needs to know of it.
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
    /// From which networks those who work here may come, one range a line; empty is from anywhere.
    pub allowed_addresses: String,
}

/// Whether an address lies in one of the ranges of a list; in an empty list everything does.
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

/// The studios of this deployment, remembered for a few seconds.
pub struct Studios {
    db: Db,
    public_url: Url,
    hosts: RwLock<Option<Hosts>>,
    facts: RwLock<HashMap<StudioId, (Instant, Arc<StudioFacts>)>>,
    /// How many names that were not known were looked up within a second.
    looks: Mutex<(Instant, u32)>,
    /// How often all was forgotten: what was read before that is not remembered after it.
    forgotten: AtomicU64,
}

/// Which host name is whose.
struct Hosts {
    owners: BTreeMap<String, StudioId>,
    read_at: Instant,
}

impl Hosts {
    /// A deployment with one studio answers under every name.
    fn owner(&self, host: &str) -> Option<StudioId> {
        self.owners.get(host).copied().or_else(|| self.only())
    }

    fn only(&self) -> Option<StudioId> {
        let first = *self.owners.values().next()?;
        self.owners.values().all(|studio| *studio == first).then_some(first)
    }
}

/// How long a changed name may take to be noticed by every instance.
const REMEMBERED: Duration = Duration::from_secs(5);
/// How many unknown names an instance looks up within a second.
const MOST_LOOKS: u32 = 50;
const UNPOISONED: &str = "no one panics while reading studios";

impl Studios {
    /// Knows nothing yet; the first request reads.
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

    /// The studio a host belongs to.
    ///
    /// # Errors
    /// Misdirected, when it is no studio's.
    pub async fn at(&self, host: &str) -> AppResult<Arc<StudioFacts>> {
        let known = self.known_hosts(|hosts| hosts.owner(host)).flatten();
        // A name that is not known may have been given just now. Whoever makes up names does not keep Postgres busy with them.
        let owner = match known {
            Some(studio) => Some(studio),
            None if self.may_look() => self.read_hosts(|hosts| hosts.owner(host)).await?,
            // While others read, or too many names are made up, what was known last holds.
            None => self.last_known_owner(host),
        };
        self.facts(owner.ok_or(AppError::Misdirected)?).await
    }

    /// A studio by its id, for mail and background work.
    ///
    /// # Errors
    /// Not found, when it is gone.
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

    /// Every studio's id, for background work.
    pub async fn ids(&self) -> AppResult<Vec<StudioId>> {
        let ids = |hosts: &Hosts| BTreeSet::from_iter(hosts.owners.values().copied()).into_iter().collect();
        match self.known_hosts(ids) {
            Some(ids) => Ok(ids),
            None => self.read_hosts(ids).await,
        }
    }

    /// Where browsers find a studio: the configured address, under the studio's own host where it has one. Never from a request.
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

    /// Forgets, so that the next request reads: after this instance changed a studio.
    pub fn forget(&self) {
        let mut known = self.facts.write().expect(UNPOISONED);
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        known.clear();
        *self.hosts.write().expect(UNPOISONED) = None;
    }

    /// Whose a host was when the hosts were last read, however long ago.
    fn last_known_owner(&self, host: &str) -> Option<StudioId> {
        self.hosts.read().expect(UNPOISONED).as_ref().and_then(|hosts| hosts.owner(host))
    }

    /// Whether a name that is not known is looked up, and counts it.
    fn may_look(&self) -> bool {
        let mut looks = self.looks.lock().expect(UNPOISONED);
        if looks.0.elapsed() >= Duration::from_secs(1) {
            *looks = (Instant::now(), 0);
        }
        looks.1 += 1;
        looks.1 <= MOST_LOOKS
    }

    /// What the hosts tell, as far as they were read recently.
    fn known_hosts<T>(&self, tell: impl FnOnce(&Hosts) -> T) -> Option<T> {
        let hosts = self.hosts.read().expect(UNPOISONED);
        hosts.as_ref().filter(|hosts| hosts.read_at.elapsed() < REMEMBERED).map(tell)
    }

    async fn read_hosts<T>(&self, tell: impl FnOnce(&Hosts) -> T) -> AppResult<T> {
        let read = self.db.outside(|connection| {
            let rows = studio_hosts::table.select((studio_hosts::host, studio_hosts::studio_id));
            Ok(rows.load::<(String, StudioId)>(connection)?)
        });
        let hosts = Hosts { owners: read.await?.into_iter().collect(), read_at: Instant::now() };
        let told = tell(&hosts);
        *self.hosts.write().expect(UNPOISONED) = Some(hosts);
        Ok(told)
    }
}

/// The facts of the studio a transaction is in, read within it.
///
/// # Errors
/// Not found, when the studio is gone.
pub fn facts(tx: &mut Tx) -> AppResult<StudioFacts> {
    Ok(studios::table.select(StudioFacts::as_select()).first(tx.conn())?)
}

/// Middleware: finds the studio and hangs its facts on the request.
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

/// The Host header's name, without its port; forwarded headers are anyone's to set and are not believed.
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
    fn names_that_are_made_up_are_not_looked_up_without_end() {
        let variables = [
            ("DATABASE_URL", "postgres://nowhere/portal"),
            ("SECRET_KEY", "kR2zvH0qFZ8xJ1mW5tYbN7dLcP4gS6aQe9uXiO3h"),
        ];
        let config = Config::read(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
        .expect("it is a configuration");
        let db = Db::new(&config.database, Arc::new(SystemClock));
        let studios = Studios::new(db, config.web.public_url);
        let known = StudioId::new();
        let owners = [("a.example".to_owned(), known), ("b.example".to_owned(), StudioId::new())];
        let read_at = Instant::now() - 2 * REMEMBERED;
        *studios.hosts.write().unwrap() = Some(Hosts { owners: owners.into(), read_at });
        let looks = (0..10_000).filter(|_| studios.may_look()).count();
        // Meanwhile a studio's own name stays its own.
        assert_eq!(studios.known_hosts(|hosts| hosts.owner("a.example")), None, "it was read too long ago");
        assert_eq!(studios.last_known_owner("a.example"), Some(known));
        assert_eq!(studios.last_known_owner("made.up.example"), None);
        // Ten thousand questions take less than three seconds, whatever the machine.
        assert!((50..=150).contains(&looks), "{looks}");
    }
}

//! Which studio a request is for, told by its host name.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
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
}

/// The studios of this deployment, remembered for a few seconds.
pub struct Studios {
    db: Db,
    public_url: Url,
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    hosts: HashMap<String, StudioId>,
    facts: HashMap<StudioId, Arc<StudioFacts>>,
    read_at: Option<Instant>,
    /// How often it was forgotten: what was read before that is not news after it.
    forgotten: u64,
}

/// How long a changed name or a new host may take to be noticed by every instance.
const REMEMBERED: Duration = Duration::from_secs(5);

impl Studios {
    /// Knows nothing yet; the first request reads.
    pub fn new(db: Db, public_url: Url) -> Self {
        Self { db, public_url, known: RwLock::default() }
    }

    /// The studio a host belongs to. A deployment with one studio answers under every name.
    ///
    /// # Errors
    /// Misdirected, when no studio here has that name.
    pub async fn at(&self, host: &str) -> AppResult<Arc<StudioFacts>> {
        self.refresh().await?;
        if let Some(studio) = self.remembered(host) {
            return Ok(studio);
        }
        // A studio may be younger than what is remembered.
        let name = host.to_owned();
        let founded = studio_hosts::table.filter(studio_hosts::host.eq(name));
        if self
            .db
            .outside(move |connection| {
                Ok(diesel::select(diesel::dsl::exists(founded)).get_result(connection)?)
            })
            .await?
        {
            self.forget();
            self.refresh().await?;
        }
        self.remembered(host).ok_or(AppError::Misdirected)
    }

    fn remembered(&self, host: &str) -> Option<Arc<StudioFacts>> {
        let known = self.known.read().expect("no one panics while reading studios");
        let only = || known.facts.values().next().filter(|_| known.facts.len() == 1);
        known.hosts.get(host).and_then(|id| known.facts.get(id)).or_else(only).cloned()
    }

    /// A studio by its id, for mail and background work.
    pub async fn facts(&self, id: StudioId) -> AppResult<Arc<StudioFacts>> {
        self.refresh().await?;
        self.known
            .read()
            .expect("no one panics while reading studios")
            .facts
            .get(&id)
            .cloned()
            .ok_or(AppError::NotFound)
    }

    /// Every studio's id, for background work.
    pub async fn ids(&self) -> AppResult<Vec<StudioId>> {
        self.refresh().await?;
        Ok(self.known.read().expect("no one panics while reading studios").facts.keys().copied().collect())
    }

    /// Where browsers find a studio: the configured address, under the studio's own host where it has one. Never from a request.
    pub async fn base_url(&self, id: StudioId) -> AppResult<Url> {
        self.refresh().await?;
        let known = self.known.read().expect("no one panics while reading studios");
        if known.facts.len() == 1 {
            return Ok(self.public_url.clone());
        }
        let mut hosts: Vec<_> =
            known.hosts.iter().filter(|(_, studio)| **studio == id).map(|(host, _)| host).collect();
        hosts.sort();
        let mut url = self.public_url.clone();
        if let Some(host) = hosts.first() {
            url.set_host(Some(host)).map_err(AppError::internal)?;
        }
        Ok(url)
    }

    /// Forgets, so that the next request reads: after this instance changed a studio.
    pub fn forget(&self) {
        let mut known = self.known.write().expect("no one panics while reading studios");
        known.read_at = None;
        known.forgotten += 1;
    }

    async fn refresh(&self) -> AppResult<()> {
        loop {
            let forgotten = {
                let known = self.known.read().expect("no one panics while reading studios");
                if known.read_at.is_some_and(|at| at.elapsed() < REMEMBERED) {
                    return Ok(());
                }
                known.forgotten
            };
            let (hosts, facts) = self.read().await?;
            let mut known = self.known.write().expect("no one panics while reading studios");
            if known.forgotten == forgotten {
                *known = Known { hosts, facts, read_at: Some(Instant::now()), forgotten };
                return Ok(());
            }
        }
    }

    async fn read(&self) -> AppResult<(HashMap<String, StudioId>, HashMap<StudioId, Arc<StudioFacts>>)> {
        let read = self.db.outside(move |connection| {
            Ok(studio_hosts::table
                .select((studio_hosts::host, studio_hosts::studio_id))
                .load::<(String, StudioId)>(connection)?)
        });
        let hosts: HashMap<_, _> = read.await?.into_iter().collect();
        let mut facts = HashMap::new();
        for id in hosts.values().copied().collect::<std::collections::BTreeSet<_>>() {
            let read = |tx: &mut Tx| {
                Ok(studios::table.select(StudioFacts::as_select()).first(tx.conn()).optional()?)
            };
            let studio = self.db.read(&SystemViewer::new(id, "tenancy"), read).await?;
            facts.extend(studio.map(|studio| (id, Arc::new(studio))));
        }
        Ok((hosts, facts))
    }
}

/// The facts of the studio a transaction is in, read within it.
///
/// # Errors
/// As Postgres answers; not found, when the studio is gone.
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

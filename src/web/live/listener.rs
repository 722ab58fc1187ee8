//! The thread that receives notifications from Postgres: one connection, polled every few milliseconds.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use diesel::{connection::SimpleConnection, pg::PgConnection, prelude::*};

use super::{
    Live, StoredEvent,
    frame::Frame,
    happened,
    hub::{Group, Listening},
};
use crate::{
    access::{Role, SystemViewer},
    assets::Assets,
    caller,
    config::DatabaseConfig,
    db::{Db, with_timeouts},
    error::{AppError, AppResult},
    events::{Cursor, Onlooker},
    kernel::{ids::StudioId, sha256::Sha256},
    schema::studio_hosts,
    sessions,
    surroundings::Surroundings,
    tenancy::{self, StudioFacts},
};

/// Reading notifications through Diesel does not block, so the connection is polled: a trade-off between latency and wake-ups.
const POLL: Duration = Duration::from_millis(5);
/// The same while there are no subscribers.
const IDLE: Duration = Duration::from_millis(50);
/// How soon to look again for an event that waits for an older transaction to end.
const RETRY: Duration = Duration::from_millis(20);
/// Routers close silent connections, the strictest after 55 s.
const BEAT: Duration = Duration::from_secs(20);
/// How long at most a stream survives the loss of its subscriber's rights. When a session ends, its streams end at once; and before new
/// events are sent, the rights of all subscribers are checked.
const CHECK: Duration = Duration::from_secs(2);
/// How often to check for a connection that was lost without notice.
const PROBE: Duration = Duration::from_secs(15);
const BATCH: usize = 500;

/// Starts the thread. It ends when the hub is closed.
pub fn start(live: Arc<Live>, config: DatabaseConfig, db: Db, assets: Arc<Assets>) {
    let mut listener = Listener { live, config, db, assets, beat_at: Instant::now(), rendering: None };
    thread::Builder::new()
        .name("live".into())
        .spawn(move || listener.run())
        .expect("the system can start a thread");
}

struct Listener {
    live: Arc<Live>,
    config: DatabaseConfig,
    db: Db,
    assets: Arc<Assets>,
    beat_at: Instant,
    /// The event that is being rendered, so that it can be skipped if its view panics.
    rendering: Option<(StudioId, StoredEvent)>,
}

impl Listener {
    fn run(&mut self) {
        let mut pause = Duration::from_millis(100);
        while !self.live.is_closed() {
            let began = Instant::now();
            match catch_unwind(AssertUnwindSafe(|| self.listen())) {
                Ok(Ok(())) => return,
                Ok(Err(error)) => tracing::warn!(%error, "the live listener lost its connection to Postgres"),
                Err(_) => self.skip_event_that_panicked(),
            }
            if began.elapsed() > PROBE {
                pause = Duration::from_millis(100);
            }
            self.rest(pause);
            pause = (pause * 2).min(Duration::from_secs(5));
        }
    }

    fn listen(&mut self) -> AppResult<()> {
        let mut connection = connect(&self.config)?;
        connection.batch_execute("listen events; listen sessions")?;
        let mut changed = self.find_place(&mut connection)?;
        self.live.mark_ready();
        let mut waiting = HashSet::new();
        let (mut retried_at, mut checked_at, mut probed_at) =
            (Instant::now(), Instant::now(), Instant::now());
        while !self.live.is_closed() {
            let mut ended = false;
            for note in connection.notifications_iter() {
                let note = note?;
                match note.channel.as_str() {
                    "sessions" => ended = true,
                    _ => changed.extend(note.payload.parse::<StudioId>()),
                }
            }
            if due(&mut retried_at, RETRY) {
                changed.extend(waiting.drain());
            }
            for studio in changed.drain() {
                if self.catch_up(&mut connection, studio)? {
                    waiting.insert(studio);
                }
            }
            if ended || due(&mut checked_at, CHECK) {
                for studio in self.live.studios() {
                    self.check(&mut connection, studio)?;
                }
            }
            if due(&mut probed_at, PROBE) {
                connection.batch_execute("select 1")?;
            }
            self.beat();
            thread::sleep(if self.live.is_idle() { IDLE } else { POLL });
        }
        Ok(())
    }

    /// Determines where to continue in each studio: at the newest event, or, after a lost connection, where it was lost.
    fn find_place(&self, connection: &mut PgConnection) -> AppResult<HashSet<StudioId>> {
        let studios: BTreeSet<StudioId> =
            studio_hosts::table.select(studio_hosts::studio_id).load(connection)?.into_iter().collect();
        for studio in &studios {
            if self.live.cursor(*studio).is_none() {
                let (newest, _) =
                    self.db.read_on(connection, &SystemViewer::new(*studio, "live"), happened::newest)?;
                self.live.skip_to(*studio, newest);
            }
        }
        Ok(studios.into_iter().collect())
    }

    /// Distributes new events of a studio. Returns whether more are about to appear.
    fn catch_up(&mut self, connection: &mut PgConnection, studio: StudioId) -> AppResult<bool> {
        let system = SystemViewer::new(studio, "live");
        if !self.live.is_heard(studio) {
            let (newest, more) = self.db.read_on(connection, &system, happened::newest)?;
            return Ok(!self.live.skip_to(studio, newest) || more);
        }
        let place = self.live.cursor(studio).unwrap_or(Cursor::START);
        let (batch, facts) = self.db.read_on(connection, &system, |tx| {
            Ok((happened::after(tx, place, BATCH)?, tenancy::facts(tx)?))
        })?;
        // New events are not sent to subscribers whose rights ended before.
        if !batch.events.is_empty() {
            self.check(connection, studio)?;
        }
        for event in batch.events {
            let mut rendered = Vec::new();
            while let Err(missing) = self.live.hand_out(studio, &event, &rendered) {
                self.rendering = Some((studio, event.clone()));
                for group in missing {
                    rendered.push((group, self.look(connection, &facts, &event, group)?));
                }
                self.rendering = None;
            }
        }
        Ok(batch.more)
    }

    /// Renders an event for one group. If the view fails, nothing is shown, and other events are not delayed; if Postgres is unavailable,
    /// the event is tried again.
    fn look(
        &self,
        connection: &mut PgConnection,
        studio: &StudioFacts,
        event: &StoredEvent,
        (locale, audience): Group,
    ) -> AppResult<Option<Frame>> {
        let onlooker = Onlooker { studio: studio.id, audience };
        let shown = self.db.read_on(connection, &onlooker, |tx| {
            let around = Surroundings::for_studio(studio, locale, audience, self.assets.clone(), tx.now);
            self.live.render(tx, event, &around)
        });
        match shown {
            Ok(html) => Ok(html.map(|html| Frame::message(event.at, &html))),
            Err(error @ AppError::Unavailable(_)) => Err(error),
            Err(error) => {
                tracing::error!(%error, kind = event.kind, at = %event.at, "an event could not be rendered");
                Ok(None)
            }
        }
    }

    fn skip_event_that_panicked(&mut self) {
        if let Some((studio, event)) = self.rendering.take() {
            tracing::error!(kind = event.kind, at = %event.at, "the view of an event panicked");
            let mut nothing = Vec::new();
            while let Err(groups) = self.live.hand_out(studio, &event, &nothing) {
                nothing.extend(groups.into_iter().map(|group| (group, None)));
            }
        }
    }

    /// Ends the streams whose subscribers would no longer be admitted by a request, for whatever reason.
    fn check(&self, connection: &mut PgConnection, studio: StudioId) -> AppResult<()> {
        let sessions = self.live.sessions_of(studio);
        let (facts, open) = self.db.read_on(connection, &SystemViewer::new(studio, "live"), |tx| {
            Ok((tenancy::facts(tx)?, sessions::open_among(tx, &sessions)?))
        })?;
        let open: HashMap<Sha256, Role> = open.into_iter().collect();
        let stands = |who: &Listening| {
            open.get(&who.session) == Some(&who.role) && caller::is_let_in(&facts, who.role, who.address)
        };
        // Streams that were opened in the meantime have not been checked here; their own request was admitted just now.
        self.live.keep(|who| who.studio != studio || !sessions.contains(&who.session) || stands(who));
        Ok(())
    }

    fn beat(&mut self) {
        if due(&mut self.beat_at, BEAT) {
            self.live.beat();
        }
    }

    fn rest(&mut self, pause: Duration) {
        let until = Instant::now() + pause;
        while Instant::now() < until && !self.live.is_closed() {
            self.beat();
            thread::sleep(Duration::from_millis(50).min(pause));
        }
    }
}

fn due(last: &mut Instant, every: Duration) -> bool {
    let due = last.elapsed() >= every;
    if due {
        *last = Instant::now();
    }
    due
}

fn connect(config: &DatabaseConfig) -> AppResult<PgConnection> {
    let mut connection = PgConnection::establish(&with_timeouts(config.url.expose()))
        .map_err(|error| AppError::Unavailable(error.to_string()))?;
    diesel::sql_query(
        "select set_config('statement_timeout', $1, false), set_config('timezone', 'UTC', false),
            set_config('application_name', 'reprint live', false)",
    )
    .bind::<diesel::sql_types::Text, _>(config.statement_timeout.as_millis().to_string())
    .execute(&mut connection)?;
    Ok(connection)
}

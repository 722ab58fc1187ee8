//! The only ways to a connection. Every closure runs in one transaction that has told Postgres who asks.

mod opening;
mod patience;

use opening::Opening;
pub use patience::with_timeouts;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use diesel::{
    connection::{AnsiTransactionManager, InstrumentationEvent, SimpleConnection, TransactionManager},
    pg::PgConnection,
    prelude::*,
    r2d2::{ConnectionManager, CustomizeConnection, Pool, PooledConnection, R2D2Connection},
};
use r2d2::NopErrorHandler;
use tokio::sync::Semaphore;

use crate::{
    access::{Asks, Origin, Reach, Scope},
    config::DatabaseConfig,
    error::{AppError, AppResult, is_signed_out},
    kernel::{ids::UserId, time::Clock},
};

/// A transaction, and who it is for.
pub struct Tx<'a> {
    connection: &'a mut PgConnection,
    /// How far it sees.
    pub scope: Scope,
    /// Who acts: see [`Asks::actor`].
    pub actor: Option<UserId>,
    /// The instant the request is dealt with; one transaction has one `now`.
    pub now: DateTime<Utc>,
    /// Under which name the audit keeps what is done here.
    pub named: Arc<str>,
    /// Where the request came from.
    pub origin: Arc<Origin>,
}

impl Tx<'_> {
    /// What Diesel's queries run on.
    pub fn conn(&mut self) -> &mut PgConnection {
        self.connection
    }

    /// Does a part of this transaction as the system, in the name of whoever asks: for what hides from them too, such as other people's
    /// sessions, where it must be kept or undone with the rest. Whether they may is for the caller to judge before.
    ///
    /// # Errors
    /// As `work`, and as Postgres answers.
    pub fn as_system<T>(&mut self, work: impl FnOnce(&mut Self) -> AppResult<T>) -> AppResult<T> {
        let scope = self.scope;
        self.go_by(Scope { reach: Reach::System, ..scope })?;
        let worked = work(self)?;
        self.go_by(scope)?;
        Ok(worked)
    }

    fn go_by(&mut self, scope: Scope) -> AppResult<()> {
        self.connection.batch_execute(&opening::settings(scope))?;
        self.scope = scope;
        Ok(())
    }

    /// Waits until no other transaction of the studio holds the same name, and holds it until this one ends: for limits that are read
    /// and then used where there is no row yet to lock.
    pub fn take_turns(&mut self, over: &str) -> AppResult<()> {
        diesel::sql_query("select pg_advisory_xact_lock(hashtextextended($1, 0))")
            .bind::<diesel::sql_types::Text, _>(format!("{} {over}", self.scope.studio))
            .execute(self.connection)?;
        Ok(())
    }
}

/// The pool, owned here alone. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: Pool<ConnectionManager<PgConnection>>,
    /// As many permits as connections: a request waits here, in order and asynchronously, not on a blocked thread.
    lane: Arc<Semaphore>,
    wait: Duration,
    clock: Arc<dyn Clock>,
    statements: Arc<AtomicU64>,
    /// Whether the last one to ask for a connection waited in vain, and there was none at all.
    away: Arc<AtomicBool>,
    /// The connection of a transaction that all others are parts of: see [`Db::in_one`].
    whole: Option<Arc<Mutex<Pooled>>>,
}

/// How often a transaction is tried that others keep getting in the way of.
const ATTEMPTS: u32 = 4;

/// How long those wait who ask while Postgres is known to be away: long enough to notice that it is back.
const WAIT_WHILE_AWAY: Duration = Duration::from_millis(250);

impl Db {
    /// Makes the pool without connecting yet, so that a server can start, and say so, while Postgres is away.
    pub fn new(config: &DatabaseConfig, clock: Arc<dyn Clock>) -> Self {
        let statements = Arc::new(AtomicU64::new(0));
        let pool = Pool::builder()
            .max_size(config.pool_size)
            .min_idle(Some(1))
            .connection_timeout(config.pool_wait)
            .error_handler(Box::new(NopErrorHandler)) // who asks in vain is told the cause; one log line each try is noise
            .test_on_check_out(false) // `proven` does, with what has to be said anyway
            .connection_customizer(Box::new(ConnectionDefaults {
                statement_timeout: config.statement_timeout,
                statements: statements.clone(),
            }))
            .build_unchecked(ConnectionManager::new(with_timeouts(config.url.expose())));
        Self {
            pool,
            lane: Arc::new(Semaphore::new(config.pool_size as usize)),
            wait: config.pool_wait,
            clock,
            statements,
            away: Arc::default(),
            whole: None,
        }
    }

    /// Runs `work` on the blocking pool in a read-only transaction. Where the request may have brought a body, whoever is signed in must
    /// still be so, as in [`Db::write`]: else a form sent slowly would be answered with what its sender must not see any more.
    ///
    /// # Errors
    /// Signed out, when that session has ended or its owner's place is another.
    pub async fn read<T: Send + 'static>(
        &self,
        who: &impl Asks,
        work: impl FnOnce(&mut Tx) -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        let sign_in = who.sign_in().filter(|_| who.origin().brings_a_body);
        let opening = Opening { sign_in, ..Opening::of(who) };
        self.on_lane(move |db| db.transact(opening, true, work)).await
    }

    /// Runs `work` on the blocking pool in a transaction that is kept if it succeeds, or undone if its request only shows a form. Where
    /// others got in its way (a deadlock, a unique value taken), it is undone and a copy of `work` runs anew, and sees what they did.
    ///
    /// A request's rights were read before its body came, which takes as long as its sender likes. So whoever is signed in must still be
    /// so, in the same role, when the transaction begins. What a policy refuses is tried once more, since that may have changed while the
    /// transaction waited.
    ///
    /// # Errors
    /// Signed out, when that session has ended or its owner's place is another.
    pub async fn write<T: Send + 'static>(
        &self,
        who: &impl Asks,
        work: impl FnOnce(&mut Tx) -> AppResult<T> + Clone + Send + 'static,
    ) -> AppResult<T> {
        let opening = Opening { sign_in: who.sign_in(), ..Opening::of(who) };
        self.on_lane(move |db| {
            for attempt in 1..ATTEMPTS {
                match db.transact(opening.clone(), false, work.clone()) {
                    Err(AppError::Collided(cause)) => {
                        tracing::info!(attempt, cause, "a transaction runs anew")
                    }
                    // Somebody's place was changed while this one waited for a row: then it does not begin again.
                    Err(AppError::Walled(cause)) if attempt == 1 && opening.sign_in.is_some() => {
                        tracing::info!(attempt, cause, "a transaction runs anew")
                    }
                    answer => return answer,
                }
            }
            db.transact(opening, false, work)
        })
        .await
    }

    /// `read` for threads that may block: commands and workers.
    pub fn read_here<T>(&self, who: &impl Asks, work: impl FnOnce(&mut Tx) -> AppResult<T>) -> AppResult<T> {
        self.transact(Opening::of(who), true, work)
    }

    /// `write` for threads that may block: commands and workers.
    pub fn write_here<T>(&self, who: &impl Asks, work: impl FnOnce(&mut Tx) -> AppResult<T>) -> AppResult<T> {
        self.transact(Opening::of(who), false, work)
    }

    /// `read` on a connection that is not the pool's: the live stream's own.
    pub fn read_on<T>(
        &self,
        connection: &mut PgConnection,
        who: &impl Asks,
        work: impl FnOnce(&mut Tx) -> AppResult<T>,
    ) -> AppResult<T> {
        let opening = Opening::of(who);
        opening.begin(connection, true, self.clock.now())?;
        finish(connection, opening, self.clock.now(), work)
    }

    /// Runs one statement that tells Postgres itself who asks, as the database's function `session_of` does, and is a transaction of its
    /// own: one message where the others take three at least. `ask` may run twice, where a connection turns out to be gone.
    pub async fn ask<T: Send + 'static>(
        &self,
        ask: impl Fn(&mut PgConnection) -> QueryResult<T> + Send + 'static,
    ) -> AppResult<T> {
        self.on_lane(move |db| match &db.whole {
            Some(whole) => Ok(ask(&mut *whole.lock().map_err(AppError::internal)?)?),
            None => db.proven(ask).map(|(_, answer)| answer),
        })
        .await
    }

    /// Runs `work` outside every studio: it sees only what has no wall (host names, the schema's own facts).
    pub async fn outside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut PgConnection) -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        let _permit = self.permit().await?;
        let db = self.clone();
        join(tokio::task::spawn_blocking(move || db.outside_here(work)).await)
    }

    /// `outside` for threads that may block.
    pub fn outside_here<T>(&self, work: impl FnOnce(&mut PgConnection) -> AppResult<T>) -> AppResult<T> {
        if let Some(whole) = &self.whole {
            return work(&mut *whole.lock().map_err(AppError::internal)?);
        }
        let (mut connection, ()) = self.proven(|connection| connection.ping())?;
        work(&mut connection)
    }

    /// Runs `work` with a database whose transactions are parts of a single one: all is kept if it succeeds, and nothing if not, or if
    /// the process ends before. For threads that may block, and for commands only: it holds a connection all the while.
    pub fn in_one<T>(&self, work: impl FnOnce(&Self) -> AppResult<T>) -> AppResult<T> {
        let (connection, ()) = self.proven(AnsiTransactionManager::begin_transaction)?;
        let whole = Arc::new(Mutex::new(connection));
        let worked = work(&Self { whole: Some(whole.clone()), ..self.clone() });
        let mut connection = whole.lock().map_err(AppError::internal)?;
        end(&mut connection, worked, true)
    }

    /// How many statements this pool has run since it was made, the transactions' own included.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Connections (in use, in all).
    pub fn connections(&self) -> (u32, u32) {
        let state = self.pool.state();
        (state.connections - state.idle_connections, state.connections)
    }

    /// What tells this pool the time.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    async fn on_lane<T: Send + 'static>(
        &self,
        transact: impl FnOnce(&Self) -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        let permit = self.permit().await?;
        let db = self.clone();
        join(
            tokio::task::spawn_blocking(move || {
                let answer = transact(&db);
                drop(permit);
                answer
            })
            .await,
        )
    }

    /// Only the first to find Postgres away wait for it; the others are told soon, so that their pages come within seconds.
    fn connection(&self) -> AppResult<Pooled> {
        let wait = if self.away.load(Ordering::Relaxed) { WAIT_WHILE_AWAY } else { self.wait };
        let connection = self.pool.get_timeout(wait);
        // A pool whose connections are all in use is no sign: there is a Postgres behind them.
        self.away.store(connection.is_err() && self.pool.state().connections == 0, Ordering::Relaxed);
        Ok(connection?)
    }

    async fn permit(&self) -> AppResult<tokio::sync::OwnedSemaphorePermit> {
        match tokio::time::timeout(self.wait, self.lane.clone().acquire_owned()).await {
            Ok(permit) => permit.map_err(AppError::internal),
            Err(_) => Err(AppError::Unavailable("every database connection is busy".into())),
        }
    }

    fn transact<T>(
        &self,
        opening: Opening,
        read_only: bool,
        work: impl FnOnce(&mut Tx) -> AppResult<T>,
    ) -> AppResult<T> {
        if let Some(whole) = &self.whole {
            let mut connection = whole.lock().map_err(AppError::internal)?;
            opening.begin_part(&mut connection)?;
            return finish(&mut connection, opening, self.clock.now(), work);
        }
        let (mut connection, ()) =
            self.proven(|connection| opening.begin(connection, read_only, self.clock.now()))?;
        finish(&mut connection, opening, self.clock.now(), work)
    }

    /// A connection on which `first` went well, and what it answered. Nothing was done before it, so where the connection fails another
    /// one may try: after a restart of Postgres every one of the pool is dead, and none of them is worth an error page.
    fn proven<T>(&self, first: impl Fn(&mut PgConnection) -> QueryResult<T>) -> AppResult<(Pooled, T)> {
        let mut attempts_left = self.pool.max_size();
        loop {
            let mut connection = self.connection()?;
            let error = match first(&mut connection) {
                Ok(answer) => return Ok((connection, answer)),
                Err(error) => error,
            };
            if is_signed_out(&error) || error.to_string().contains("lock timeout") {
                connection.batch_execute("rollback")?;
                return Err(error.into());
            }
            // A connection that still answers, and is in no transaction, was not what failed.
            if connection.ping().is_ok() {
                return Err(error.into());
            }
            // The pool throws away what is in error.
            AnsiTransactionManager::transaction_manager_status_mut(&mut *connection).set_in_error();
            if attempts_left == 0 {
                return Err(error.into());
            }
            attempts_left -= 1;
        }
    }
}

type Pooled = PooledConnection<ConnectionManager<PgConnection>>;

/// Does the work of a transaction that has begun, and ends it.
fn finish<T>(
    connection: &mut PgConnection,
    opening: Opening,
    now: DateTime<Utc>,
    work: impl FnOnce(&mut Tx) -> AppResult<T>,
) -> AppResult<T> {
    let Opening { scope, actor, named, origin, sign_in: _ } = opening;
    let is_kept = !origin.only_shows;
    let worked = work(&mut Tx { connection, scope, actor, now, named, origin });
    end(connection, worked, is_kept)
}

/// Keeps what a transaction did, or nothing of it.
fn end<T>(connection: &mut PgConnection, worked: AppResult<T>, is_kept: bool) -> AppResult<T> {
    match &worked {
        Ok(_) if is_kept => AnsiTransactionManager::commit_transaction(connection)?,
        // The first error says more than one of the rollback; a connection that cannot roll back is not used again.
        _ => drop(AnsiTransactionManager::rollback_transaction(connection)),
    }
    worked
}

fn join<T>(joined: Result<AppResult<T>, tokio::task::JoinError>) -> AppResult<T> {
    joined.unwrap_or_else(|panic| Err(AppError::Internal(format!("a database closure ended early: {panic}"))))
}

/// A connection outside every pool, for a look at the database itself.
///
/// # Errors
/// Unavailable.
pub fn connect(url: &str) -> AppResult<PgConnection> {
    PgConnection::establish(&with_timeouts(url)).map_err(|error| AppError::Unavailable(error.to_string()))
}

/// How a connection of ours behaves, told to it once. What pages read is in memory, so that a row is found sooner by its key than by reading
/// its whole table: Postgres takes pages to be on a disk unless it is told.
#[derive(Debug)]
struct ConnectionDefaults {
    statement_timeout: Duration,
    statements: Arc<AtomicU64>,
}

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for ConnectionDefaults {
    fn on_acquire(&self, connection: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        let limit = self.statement_timeout.as_millis();
        connection
            .batch_execute(&format!(
                "set statement_timeout = {limit}; set lock_timeout = {limit};
                 set log_parameter_max_length_on_error = 0; -- or no guard of evidence trusts who changes it
                 set seq_page_cost = 0.1; set random_page_cost = 0.1;
                 set idle_in_transaction_session_timeout = {}; set timezone = 'UTC'",
                limit * 2
            ))
            .map_err(diesel::r2d2::Error::QueryError)?;
        let statements = self.statements.clone();
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                statements.fetch_add(1, Ordering::Relaxed);
            }
        });
        Ok(())
    }
}

//! All access to database connections. Every closure runs in one transaction, which has told Postgres who is asking.

mod defaults;
mod opening;
mod patience;

use defaults::ConnectionDefaults;
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
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    pg::PgConnection,
    prelude::*,
    r2d2::{ConnectionManager, Pool, PooledConnection, R2D2Connection},
};
use r2d2::NopErrorHandler;
use tokio::sync::Semaphore;

use crate::{
    access::{Asks, Origin, Reach, Scope},
    config::DatabaseConfig,
    error::{AppError, AppResult, is_signed_out},
    kernel::{ids::UserId, time::Clock},
};

/// A transaction, and on whose behalf it runs.
pub struct Tx<'a> {
    connection: &'a mut PgConnection,
    /// What it may see.
    pub scope: Scope,
    /// The acting user: see [`Asks::actor`].
    pub actor: Option<UserId>,
    /// The time of the request; a transaction has a single `now`.
    pub now: DateTime<Utc>,
    /// The name under which the audit trail records what is done here.
    pub named: Arc<str>,
    /// Where the request came from.
    pub origin: Arc<Origin>,
}

impl Tx<'_> {
    /// The connection, for Diesel's queries.
    pub fn conn(&mut self) -> &mut PgConnection {
        self.connection
    }

    /// Runs a part of this transaction as the system, on behalf of the user: for rows that the user may not see either, such as other
    /// people's sessions, which must be committed or rolled back together with the rest. The caller has to check beforehand whether the
    /// user may do this.
    ///
    /// # Errors
    /// As `work`, and database errors.
    pub fn as_system<T>(&mut self, work: impl FnOnce(&mut Self) -> AppResult<T>) -> AppResult<T> {
        let scope = self.scope;
        self.set_scope(Scope { reach: Reach::System, ..scope })?;
        let worked = work(self)?;
        self.set_scope(scope)?;
        Ok(worked)
    }

    fn set_scope(&mut self, scope: Scope) -> AppResult<()> {
        self.connection.batch_execute(&opening::settings(scope))?;
        self.scope = scope;
        Ok(())
    }

    /// Takes an advisory lock on a name within the studio until the transaction ends: for limits that are read and then used, while there
    /// is no row yet that could be locked.
    pub fn take_turns(&mut self, over: &str) -> AppResult<()> {
        diesel::sql_query("select pg_advisory_xact_lock(hashtextextended($1, 0))")
            .bind::<diesel::sql_types::Text, _>(format!("{} {over}", self.scope.studio))
            .execute(self.connection)?;
        Ok(())
    }
}

/// The connection pool, which nothing else owns. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pool: Pool<ConnectionManager<PgConnection>>,
    /// As many permits as connections: requests wait here, in order and asynchronously, instead of blocking a thread.
    lane: Arc<Semaphore>,
    wait: Duration,
    clock: Arc<dyn Clock>,
    statements: Arc<AtomicU64>,
    /// Whether the last request for a connection failed while the pool had no connection at all.
    away: Arc<AtomicBool>,
    /// The connection of a transaction that contains all others: see [`Db::in_one`].
    whole: Option<Arc<Mutex<Pooled>>>,
}

/// How often a transaction is attempted that collides with others.
const ATTEMPTS: u32 = 4;

/// How long to wait for a connection while Postgres is known to be unavailable: long enough to notice that it is back.
const WAIT_WHILE_AWAY: Duration = Duration::from_millis(250);

impl Db {
    /// Creates the pool without connecting yet, so that a server can start and report that Postgres is unavailable.
    pub fn new(config: &DatabaseConfig, clock: Arc<dyn Clock>) -> Self {
        let statements = Arc::new(AtomicU64::new(0));
        let pool = Pool::builder()
            .max_size(config.pool_size)
            .min_idle(Some(1))
            .connection_timeout(config.pool_wait)
            .error_handler(Box::new(NopErrorHandler)) // the caller gets the cause; a log line per attempt is noise
            .test_on_check_out(false) // `proven` does, with a statement that is needed anyway
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

    /// Runs `work` on the blocking pool in a read-only transaction. If the request can have a body, its user must still be signed in, as in
    /// [`Db::write`]: otherwise a form that was sent slowly would be answered with data that its sender may no longer see.
    ///
    /// # Errors
    /// Signed out if that session has ended or its user's role has changed.
    pub async fn read<T: Send + 'static>(
        &self,
        who: &impl Asks,
        work: impl FnOnce(&mut Tx) -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        let sign_in = who.sign_in().filter(|_| who.origin().brings_a_body);
        let opening = Opening { sign_in, ..Opening::of(who) };
        self.on_lane(move |db| db.transact(opening, true, work)).await
    }

    /// Runs `work` on the blocking pool in a transaction that is committed if it succeeds, or rolled back if its request only shows a form.
    /// If it collides with another transaction (a deadlock, a unique value that was taken), it is rolled back and a copy of `work` runs
    /// again, which sees the other's changes.
    ///
    /// A request's rights were read before its body arrived, which takes as long as its sender likes. Its user must therefore still be
    /// signed in, in the same role, when the transaction begins. If a row-level security policy rejects a write, it is attempted once more,
    /// because the user's rights may have changed while the transaction waited.
    ///
    /// # Errors
    /// Signed out if that session has ended or its user's role has changed.
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
                        tracing::info!(attempt, cause, "a transaction is attempted again")
                    }
                    // The user's role may have changed while this one waited for a row: then the next attempt does not begin.
                    Err(AppError::Walled(cause)) if attempt == 1 && opening.sign_in.is_some() => {
                        tracing::info!(attempt, cause, "a transaction is attempted again")
                    }
                    answer => return answer,
                }
            }
            db.transact(opening, false, work)
        })
        .await
    }

    /// Like `read`, for threads that may block: commands and workers.
    pub fn read_here<T>(&self, who: &impl Asks, work: impl FnOnce(&mut Tx) -> AppResult<T>) -> AppResult<T> {
        self.transact(Opening::of(who), true, work)
    }

    /// Like `write`, for threads that may block: commands and workers.
    pub fn write_here<T>(&self, who: &impl Asks, work: impl FnOnce(&mut Tx) -> AppResult<T>) -> AppResult<T> {
        self.transact(Opening::of(who), false, work)
    }

    /// Like `read`, on a connection outside the pool: that of the live listener.
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

    /// Runs a single statement that passes the identity of the caller to Postgres itself, as the database function `session_of` does, and
    /// is a transaction of its own: one message instead of at least three. `ask` may run twice if a connection turns out to be lost.
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

    /// Runs `work` outside every studio: it only sees what row-level security does not protect (host names, the schema itself).
    pub async fn outside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut PgConnection) -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        let _permit = self.permit().await?;
        let db = self.clone();
        join(tokio::task::spawn_blocking(move || db.outside_here(work)).await)
    }

    /// Like `outside`, for threads that may block.
    pub fn outside_here<T>(&self, work: impl FnOnce(&mut PgConnection) -> AppResult<T>) -> AppResult<T> {
        if let Some(whole) = &self.whole {
            return work(&mut *whole.lock().map_err(AppError::internal)?);
        }
        let (mut connection, ()) = self.proven(|connection| connection.ping())?;
        work(&mut connection)
    }

    /// Runs `work` with a database whose transactions are all parts of a single one: everything is committed if it succeeds, and nothing if
    /// it fails or the process ends before. For threads that may block, and for commands only: it occupies a connection throughout.
    pub fn in_one<T>(&self, work: impl FnOnce(&Self) -> AppResult<T>) -> AppResult<T> {
        let (connection, ()) = self.proven(AnsiTransactionManager::begin_transaction)?;
        let whole = Arc::new(Mutex::new(connection));
        let worked = work(&Self { whole: Some(whole.clone()), ..self.clone() });
        let mut connection = whole.lock().map_err(AppError::internal)?;
        end(&mut connection, worked, true)
    }

    /// The number of statements that this pool has run, including those that begin and end transactions.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// The number of connections: in use, and in total.
    pub fn connections(&self) -> (u32, u32) {
        let state = self.pool.state();
        (state.connections - state.idle_connections, state.connections)
    }

    /// The clock of this pool.
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

    /// Only the first requests wait the full time for an unavailable Postgres; later ones fail soon, so that their error pages arrive
    /// within seconds.
    fn connection(&self) -> AppResult<Pooled> {
        let wait = if self.away.load(Ordering::Relaxed) { WAIT_WHILE_AWAY } else { self.wait };
        let connection = self.pool.get_timeout(wait);
        // If all connections are in use, Postgres itself is available.
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

    /// Returns a connection on which `first` succeeded, and its result. Nothing was done before it, so if the connection is broken, another
    /// one can be used: after a restart of Postgres all connections in the pool are dead, and none of them should cause an error page.
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
            // A connection that still responds, and is not in a transaction, was not the cause.
            if connection.ping().is_ok() {
                return Err(error.into());
            }
            // The pool discards connections in this state.
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

/// Commits a transaction, or rolls it back.
fn end<T>(connection: &mut PgConnection, worked: AppResult<T>, is_kept: bool) -> AppResult<T> {
    match &worked {
        Ok(_) if is_kept => AnsiTransactionManager::commit_transaction(connection)?,
        // The first error is more informative than that of the rollback; a connection that cannot roll back is not used again.
        _ => drop(AnsiTransactionManager::rollback_transaction(connection)),
    }
    worked
}

fn join<T>(joined: Result<AppResult<T>, tokio::task::JoinError>) -> AppResult<T> {
    joined.unwrap_or_else(|panic| Err(AppError::Internal(format!("a database closure ended early: {panic}"))))
}

/// Opens a connection outside every pool, to inspect the database itself.
///
/// # Errors
/// Unavailable.
pub fn connect(url: &str) -> AppResult<PgConnection> {
    PgConnection::establish(&with_timeouts(url)).map_err(|error| AppError::Unavailable(error.to_string()))
}

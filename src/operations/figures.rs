//! The figures behind the metrics and the health page.

use std::time::{Duration, Instant};

use super::{Running, queries};
use crate::{
    access::SystemViewer,
    db::Db,
    error::{AppError, AppResult},
    jobs, mail,
    tenancy::Studios,
};

/// The state of the queue, the outbox and Postgres, over all studios.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// The response time of Postgres; `None` if it did not respond.
    pub answered_in: Option<Duration>,
    pub queue: jobs::Backlog,
    pub mails_waiting: i64,
}

/// How long counted figures are reused. The page is public, so this limits how often a client can make the portal count.
const COUNTS_REUSED_FOR: Duration = Duration::from_secs(3);

/// The current figures, at most a few seconds old.
pub async fn count(running: &Running, db: &Db, studios: &Studios) -> Figures {
    let mut counted = running.counted.lock().await;
    if let Some((at, figures)) = &*counted
        && at.elapsed() < COUNTS_REUSED_FOR
    {
        return figures.clone();
    }
    let figures = count_now(db, studios).await.unwrap_or_default();
    *counted = Some((Instant::now(), figures.clone()));
    figures
}

/// How long the result of a connection check is reused.
const PING_REUSED_FOR: Duration = Duration::from_secs(1);

/// Whether Postgres responds, or did within the last second. Concurrent callers share one check.
pub async fn is_postgres_reachable(running: &Running, db: &Db) -> bool {
    let mut pinged = running.pinged.lock().await;
    if let Some((at, reached)) = *pinged
        && at.elapsed() < PING_REUSED_FOR
    {
        return reached;
    }
    let reached = ping(db).await.is_ok();
    *pinged = Some((Instant::now(), reached));
    reached
}

/// Checks the connection to Postgres without waiting for a connection of the pool: a busy portal does not mean that Postgres is
/// down.
///
/// # Errors
/// `Unavailable` if it does not respond within two seconds.
async fn ping(db: &Db) -> AppResult<Duration> {
    let (began, asking) = (Instant::now(), db.clone());
    let asked = tokio::task::spawn_blocking(move || asking.outside_here(queries::ping));
    match tokio::time::timeout(Duration::from_secs(2), asked).await {
        Ok(answer) => answer.map_err(AppError::internal)?.map(|()| began.elapsed()),
        Err(_) => Err(AppError::Unavailable("Postgres takes too long".into())),
    }
}

async fn count_now(db: &Db, studios: &Studios) -> AppResult<Figures> {
    let mut figures = Figures { answered_in: Some(ping(db).await?), ..Figures::default() };
    for studio in studios.ids().await? {
        let watcher = SystemViewer::new(studio, "operations");
        let counted = db.read(&watcher, |tx| Ok((jobs::backlog(tx)?, mail::outbox::waiting(tx)?)));
        let (queue, mails) = counted.await?;
        figures.queue.waiting += queue.waiting;
        figures.queue.dead += queue.dead;
        figures.queue.oldest_seconds = figures.queue.oldest_seconds.max(queue.oldest_seconds);
        figures.mails_waiting += mails;
    }
    Ok(figures)
}

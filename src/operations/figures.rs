//! What the watchers of a deployment count.

use std::time::{Duration, Instant};

use super::{Running, queries};
use crate::{
    access::SystemViewer,
    db::Db,
    error::{AppError, AppResult},
    jobs, mail,
    tenancy::Studios,
};

/// How it stands with the parts, over all studios.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// How long Postgres took to answer; none when it did not.
    pub answered_in: Option<Duration>,
    pub queue: jobs::Backlog,
    pub mails_waiting: i64,
}

/// Nobody is named here, and anyone may ask: so often is often enough.
const COUNTED_FOR: Duration = Duration::from_secs(3);

/// The figures of this moment, or of a few seconds ago.
pub async fn count(running: &Running, db: &Db, studios: &Studios) -> Figures {
    let mut counted = running.counted.lock().await;
    if let Some((at, figures)) = &*counted
        && at.elapsed() < COUNTED_FOR
    {
        return figures.clone();
    }
    let figures = count_now(db, studios).await.unwrap_or_default();
    *counted = Some((Instant::now(), figures.clone()));
    figures
}

/// So long an answer to whether Postgres is there is good for everybody who asks.
const KNOCKED_FOR: Duration = Duration::from_secs(1);

/// Whether Postgres answers: now, or did within the last second. One alone asks at a time.
pub async fn is_reached(running: &Running, db: &Db) -> bool {
    let mut knocked = running.knocked.lock().await;
    if let Some((at, reached)) = *knocked
        && at.elapsed() < KNOCKED_FOR
    {
        return reached;
    }
    let reached = knock(db).await.is_ok();
    *knocked = Some((Instant::now(), reached));
    reached
}

/// Asks Postgres for nothing, and does not queue behind pages for that: many of them are no reason to think it away.
///
/// # Errors
/// Unavailable, when it does not answer within two seconds.
async fn knock(db: &Db) -> AppResult<Duration> {
    let (began, asking) = (Instant::now(), db.clone());
    let asked = tokio::task::spawn_blocking(move || asking.outside_here(queries::knock));
    match tokio::time::timeout(Duration::from_secs(2), asked).await {
        Ok(answer) => answer.map_err(AppError::internal)?.map(|()| began.elapsed()),
        Err(_) => Err(AppError::Unavailable("Postgres takes too long".into())),
    }
}

async fn count_now(db: &Db, studios: &Studios) -> AppResult<Figures> {
    let mut figures = Figures { answered_in: Some(knock(db).await?), ..Figures::default() };
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

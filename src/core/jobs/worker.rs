//! The workers of the queue.

use std::{collections::HashMap, time::Duration};

use tokio::{sync::watch, task::JoinHandle};

use super::{
    Failure, Kind, Run, Tools,
    queue::{self, Claimed},
    rules::LEASE,
};
use crate::{
    access::SystemViewer,
    error::{AppError, AppResult},
    kernel::ids::StudioId,
};

/// How often an idle worker looks for jobs.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long a worker waits before it tries an unavailable Postgres again.
const LOOK_AGAIN: Duration = Duration::from_secs(3);

fn worker(studio: StudioId) -> SystemViewer {
    SystemViewer::new(studio, "jobs")
}

/// Starts workers. Every second one leaves long jobs to the others, so that mail never waits behind them.
pub fn start(
    tools: &Tools,
    kinds: &[Kind],
    workers: usize,
    stop: &watch::Receiver<bool>,
) -> Vec<JoinHandle<()>> {
    let start = |worker: usize| {
        let takes_long = worker.is_multiple_of(2);
        let kinds = kinds.iter().filter(|kind| takes_long || !kind.long).cloned().collect();
        tokio::spawn(work(tools.clone(), kinds, stop.clone()))
    };
    (0..workers).map(start).collect()
}

/// Processes every studio's queue until it is stopped. Any number may run, here and on other machines; a running job is finished first.
pub async fn work(tools: Tools, kinds: Vec<Kind>, mut stop: watch::Receiver<bool>) {
    let mut scheduled_in = HashMap::new();
    let mut away = false;
    while !*stop.borrow() {
        let pause = match round(&tools, &kinds, &mut scheduled_in, &stop).await {
            Ok(0) => LOOK_EVERY,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                // Logged once: an hour without Postgres is one line, not a thousand.
                if !away {
                    tracing::error!(%error, "the queue cannot be processed");
                }
                away = true;
                LOOK_AGAIN
            }
        };
        away = away && pause == LOOK_AGAIN;
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Runs what is due in one studio until nothing is left. Returns how many jobs were started.
///
/// # Errors
/// Unavailable if Postgres is. Failures of the jobs are recorded with them.
pub async fn work_off(tools: &Tools, kinds: &[Kind], studio: StudioId) -> AppResult<usize> {
    schedule_recurring(tools, kinds, studio).await?;
    let mut begun = 0;
    while work_once(tools, kinds, studio).await? {
        begun += 1;
    }
    Ok(begun)
}

/// Runs at most one job of each studio, so that one studio's long queue does not delay the others.
async fn round(
    tools: &Tools,
    kinds: &[Kind],
    scheduled_in: &mut HashMap<StudioId, i64>,
    stop: &watch::Receiver<bool>,
) -> AppResult<usize> {
    let mut begun = 0;
    for studio in tools.studios.ids().await? {
        if *stop.borrow() {
            break;
        }
        let hour = tools.db.clock().now().timestamp() / 3600;
        if scheduled_in.insert(studio, hour) != Some(hour) {
            schedule_recurring(tools, kinds, studio).await?;
        }
        begun += usize::from(work_once(tools, kinds, studio).await?);
    }
    Ok(begun)
}

/// Runs the job that has waited longest. Returns whether there was one.
async fn work_once(tools: &Tools, kinds: &[Kind], studio: StudioId) -> AppResult<bool> {
    let names: Vec<_> = kinds.iter().map(|kind| kind.name).collect();
    let claimed = tools.db.write(&worker(studio), move |tx| queue::claim(tx, &names)).await?;
    let Some(job) = claimed else { return Ok(false) };
    let kind = kinds.iter().find(|kind| kind.name == job.kind).expect("only known kinds are claimed");
    run(tools, studio, kind, job).await?;
    Ok(true)
}

async fn schedule_recurring(tools: &Tools, kinds: &[Kind], studio: StudioId) -> AppResult<()> {
    let recurring: Vec<_> = kinds.iter().filter_map(|kind| Some((kind.name, kind.every?))).collect();
    let schedule = move |tx: &mut crate::db::Tx| {
        recurring.into_iter().try_for_each(|(kind, every)| queue::enqueue_next(tx, kind, every))
    };
    tools.db.write(&worker(studio), schedule).await
}

async fn run(tools: &Tools, studio: StudioId, kind: &Kind, job: Claimed) -> AppResult<()> {
    let job = std::sync::Arc::new(job);
    let held = job.clone();
    let done = match &kind.run {
        Run::Within(run) => {
            let run = *run;
            let done = move |tx: &mut crate::db::Tx| {
                run(tx, held.payload.clone())?;
                queue::finish(tx, &held)
            };
            tools.db.write(&worker(studio), done).await.map_err(Failure::from)
        }
        Run::Beside(run) => {
            let (run, at_hand) = (run.clone(), tools.clone());
            let running = tokio::task::spawn_blocking(move || run(&at_hand, studio, held.payload.clone()));
            match keep_lease(tools, studio, &job, running).await {
                Ok(Ok(())) => {
                    let held = job.clone();
                    let finished = tools.db.write(&worker(studio), move |tx| queue::finish(tx, &held)).await;
                    finished.map_err(Failure::from)
                }
                Ok(failed) => failed,
                Err(panic) => Err(Failure::Again(format!("ended early: {panic}"))),
            }
        }
    };
    let Err(failure) = done else {
        tracing::debug!(kind = kind.name, id = %job.id, "a job is done");
        return Ok(());
    };
    note(tools, studio, kind, job, failure).await
}

/// Waits for a job to end, and renews its lease while it runs.
async fn keep_lease<T>(
    tools: &Tools,
    studio: StudioId,
    job: &std::sync::Arc<Claimed>,
    mut running: JoinHandle<T>,
) -> Result<T, tokio::task::JoinError> {
    let third = LEASE.to_std().unwrap_or_default() / 3;
    loop {
        tokio::select! {
            ended = &mut running => return ended,
            () = tokio::time::sleep(third) => {
                let held = job.clone();
                // If Postgres is unavailable, the next round tries again.
                if let Err(error) = tools.db.write(&worker(studio), move |tx| queue::renew(tx, &held)).await {
                    tracing::warn!(%error, id = %job.id, "a job's lease could not be renewed");
                }
            }
        }
    }
}

async fn note(
    tools: &Tools,
    studio: StudioId,
    kind: &Kind,
    job: std::sync::Arc<Claimed>,
    failure: Failure,
) -> AppResult<()> {
    let (cause, hopeless) = match failure {
        Failure::Again(cause) => (cause, false),
        Failure::Never(cause) => (cause, true),
    };
    let (id, attempt, stored) = (job.id, job.attempts, cause.clone());
    let noted = tools.db.write(&worker(studio), move |tx| queue::fail(tx, &job, &stored, hopeless)).await;
    match noted {
        Ok(true) => {
            tracing::error!(kind = kind.name, %id, %studio, attempt, cause, "a job failed for good");
            Ok(())
        }
        Ok(false) => {
            tracing::warn!(kind = kind.name, %id, %studio, attempt, cause, "a job failed and will be retried");
            Ok(())
        }
        // The lease expires by itself.
        Err(error @ AppError::Unavailable(_)) => Err(error),
        Err(error) => {
            tracing::error!(kind = kind.name, %id, %error, cause, "a job's failure could not be recorded");
            Ok(())
        }
    }
}

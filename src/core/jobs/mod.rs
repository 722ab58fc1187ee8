//! Work behind the pages: a queue in Postgres, worked by any number of workers.
//!
//! A job is written in the transaction of the change that asks for it. A worker takes it by a lease; one that dies lets the lease run
//! out, and another takes over, so every job must bear being begun twice.

mod queue;
mod rules;
mod worker;

use std::sync::Arc;

use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde_json::Value;

pub use queue::{Backlog, DeadLetter, backlog, bury, dead_letters, enqueue, given_up, send_again};
pub use worker::{start, work, work_off};

use crate::{
    config::Config,
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::ids::StudioId,
    storage::BlobStore,
    tenancy::Studios,
};

/// Something to be done soon.
#[derive(Debug, Clone)]
pub struct Job {
    /// Which [`Kind`] does it.
    pub kind: &'static str,
    /// What it needs to know. Ids rather than facts: those may have changed by then.
    pub payload: Value,
    /// While a job of this kind and key waits or runs, another is not added.
    pub unique_key: Option<String>,
    /// Not before this; none: at once.
    pub run_at: Option<DateTime<Utc>>,
}

impl Job {
    /// A job for now.
    pub fn new(kind: &'static str, payload: Value) -> Self {
        Self { kind, payload, unique_key: None, run_at: None }
    }

    /// One at most of this key.
    pub fn once(self, key: impl Into<String>) -> Self {
        Self { unique_key: Some(key.into()), ..self }
    }

    /// Not before an instant.
    pub fn at(self, run_at: DateTime<Utc>) -> Self {
        Self { run_at: Some(run_at), ..self }
    }
}

/// What a job that runs beside the database has at hand.
#[derive(Clone)]
pub struct Tools {
    pub config: Data<Config>,
    pub db: Data<Db>,
    pub studios: Data<Studios>,
    pub storage: Data<dyn BlobStore>,
}

/// Why a job is not done.
#[derive(Debug)]
pub enum Failure {
    /// It may go better later.
    Again(String),
    /// It will never go better: given up at once.
    Never(String),
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Unavailable(_)
            | AppError::Walled(_)
            | AppError::Internal(_)
            | AppError::Conflict(_)
            | AppError::Collided(_) => Self::Again(error.to_string()),
            _ => Self::Never(error.to_string()),
        }
    }
}

type Beside = dyn Fn(&Tools, StudioId, Value) -> Result<(), Failure> + Send + Sync;

#[derive(Clone)]
enum Run {
    Within(fn(&mut Tx, Value) -> AppResult<()>),
    Beside(Arc<Beside>),
}

/// How often a job asks for itself.
#[derive(Debug, Clone, Copy)]
enum Every {
    Hour,
    Day,
}

/// A kind of job, and how it is done. Each room hands in its own with its `ROOM`.
#[derive(Clone)]
pub struct Kind {
    pub name: &'static str,
    run: Run,
    every: Option<Every>,
    /// Whether it may take minutes.
    pub long: bool,
}

impl Kind {
    /// Done in one transaction, in which the job goes too: done exactly once. Acts as the system within the job's studio.
    pub fn within(name: &'static str, run: fn(&mut Tx, Value) -> AppResult<()>) -> Self {
        Self { name, run: Run::Within(run), every: None, long: false }
    }

    /// Speaks to something else than the database (a mail server, an HTTP API), on a thread that may block, outside any transaction.
    /// Done at least once: it has to notice what an earlier attempt already did.
    pub fn beside(
        name: &'static str,
        run: impl Fn(&Tools, StudioId, Value) -> Result<(), Failure> + Send + Sync + 'static,
    ) -> Self {
        Self { name, run: Run::Beside(Arc::new(run)), every: None, long: false }
    }

    /// May take minutes: see [`start`].
    pub fn long(self) -> Self {
        Self { long: true, ..self }
    }

    /// Asked for by itself every full hour, in every studio, with nothing to tell.
    pub fn hourly(self) -> Self {
        Self { every: Some(Every::Hour), ..self }
    }

    /// The same at the beginning of every day (UTC). Where no worker ran then, it is done when one does.
    pub fn daily(self) -> Self {
        Self { every: Some(Every::Day), ..self }
    }
}

//! Background jobs: a queue in Postgres, processed by any number of workers.
//!
//! A job is written in the transaction of the change that requests it. A worker reserves it with a lease; if the worker dies, the lease
//! expires and another worker takes over, so every job must tolerate being started twice.

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

/// A unit of background work.
#[derive(Debug, Clone)]
pub struct Job {
    /// The name of its [`Kind`].
    pub kind: &'static str,
    /// Its arguments: ids rather than facts, which may have changed by the time it runs.
    pub payload: Value,
    /// If a job of this kind with this key is waiting or running, another is not added.
    pub unique_key: Option<String>,
    /// The earliest time to run; `None` for now.
    pub run_at: Option<DateTime<Utc>>,
}

impl Job {
    /// A job to run now.
    pub fn new(kind: &'static str, payload: Value) -> Self {
        Self { kind, payload, unique_key: None, run_at: None }
    }

    /// Sets its unique key.
    pub fn once(self, key: impl Into<String>) -> Self {
        Self { unique_key: Some(key.into()), ..self }
    }

    /// Sets the earliest time to run.
    pub fn at(self, run_at: DateTime<Utc>) -> Self {
        Self { run_at: Some(run_at), ..self }
    }
}

/// What a job that runs outside a transaction can use.
#[derive(Clone)]
pub struct Tools {
    pub config: Data<Config>,
    pub db: Data<Db>,
    pub studios: Data<Studios>,
    pub storage: Data<dyn BlobStore>,
}

/// Why a job failed.
#[derive(Debug)]
pub enum Failure {
    /// A later attempt may succeed.
    Again(String),
    /// No attempt can succeed: the job fails at once.
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

/// How often a job is scheduled automatically.
#[derive(Debug, Clone, Copy)]
enum Every {
    Hour,
    Day,
}

/// A kind of job, and the function that runs it. Rooms register theirs in their `ROOM`.
#[derive(Clone)]
pub struct Kind {
    pub name: &'static str,
    run: Run,
    every: Option<Every>,
    /// Whether it may take minutes.
    pub long: bool,
}

impl Kind {
    /// Runs in one transaction, which also deletes the job: done exactly once. Acts as the system within the job's studio.
    pub fn within(name: &'static str, run: fn(&mut Tx, Value) -> AppResult<()>) -> Self {
        Self { name, run: Run::Within(run), every: None, long: false }
    }

    /// Uses something other than the database (a mail server, an HTTP API), on a thread that may block, outside any transaction. Done at
    /// least once: it has to recognise what an earlier attempt has already done.
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

    /// Scheduled automatically at every full hour, in every studio, without arguments.
    pub fn hourly(self) -> Self {
        Self { every: Some(Every::Hour), ..self }
    }

    /// Scheduled automatically at the beginning of every day (UTC). If no worker was running then, it is done as soon as one is.
    pub fn daily(self) -> Self {
        Self { every: Some(Every::Day), ..self }
    }
}

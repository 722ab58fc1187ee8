//! Queries on the queue's table.

use chrono::{DateTime, Duration, Utc};
use diesel::{prelude::*, sql_types};
use serde_json::{Value, json};

use super::{
    Every, Job,
    rules::{LEASE, MOST_ATTEMPTS, pause_after},
};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::JobId,
    schema::jobs,
};

/// Adds a job, in the transaction of the change that needs it. Adds nothing if one with its key is waiting or running already.
pub fn enqueue(tx: &mut Tx, job: Job) -> AppResult<()> {
    let (studio, now) = (tx.scope.studio, tx.now);
    diesel::insert_into(jobs::table)
        .values((
            jobs::studio_id.eq(studio),
            jobs::id.eq(JobId::new()),
            jobs::kind.eq(job.kind),
            jobs::payload.eq(job.payload),
            jobs::unique_key.eq(job.unique_key),
            jobs::run_at.eq(job.run_at.unwrap_or(now)),
            jobs::created_at.eq(now),
        ))
        // Without a conflict target: that would require the right to read, which clients do not have.
        .on_conflict_do_nothing()
        .execute(tx.conn())?;
    Ok(())
}

/// A job that a worker has reserved.
#[derive(Debug, QueryableByName)]
pub(super) struct Claimed {
    #[diesel(sql_type = sql_types::Uuid)]
    pub id: JobId,
    #[diesel(sql_type = sql_types::Text)]
    pub kind: String,
    #[diesel(sql_type = sql_types::Jsonb)]
    pub payload: Value,
    /// The number of this attempt, from 1. A higher number in the table means that the lease was lost.
    #[diesel(sql_type = sql_types::Integer)]
    pub attempts: i32,
}

/// Reserves the job that has waited longest, of the kinds that this worker knows. No other worker gets it until the lease ends.
pub(super) fn claim(tx: &mut Tx, kinds: &[&str]) -> AppResult<Option<Claimed>> {
    let now = tx.now;
    let claimed = diesel::sql_query(
        "update jobs set leased_until = $2, attempts = attempts + 1
         where (studio_id, id) = (
             select studio_id, id from jobs
             where died_at is null and run_at <= $1 and (leased_until is null or leased_until <= $1) and kind = any ($3)
             order by run_at, id limit 1 for update skip locked)
         returning id, kind, payload, attempts",
    )
    .bind::<sql_types::Timestamptz, _>(now)
    .bind::<sql_types::Timestamptz, _>(now + LEASE)
    .bind::<sql_types::Array<sql_types::Text>, _>(kinds)
    .get_result(tx.conn())
    .optional()?;
    Ok(claimed)
}

/// Renews the lease of a job. Does nothing if it has been lost in the meantime.
pub(super) fn renew(tx: &mut Tx, job: &Claimed) -> AppResult<()> {
    let until = tx.now + LEASE;
    diesel::update(jobs::table.filter(jobs::id.eq(job.id)).filter(jobs::attempts.eq(job.attempts)))
        .set(jobs::leased_until.eq(until))
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes a job that is done.
///
/// # Errors
/// Conflict if the lease was lost and another worker has the job: this transaction must then be rolled back.
pub(super) fn finish(tx: &mut Tx, job: &Claimed) -> AppResult<()> {
    let ours = jobs::table.filter(jobs::id.eq(job.id)).filter(jobs::attempts.eq(job.attempts));
    match diesel::delete(ours).execute(tx.conn())? {
        0 => Err(AppError::Conflict("error-conflict-text")),
        _ => Ok(()),
    }
}

/// Records why a job failed, and when it is attempted again, if at all. Returns whether it has failed for good.
pub(super) fn fail(tx: &mut Tx, job: &Claimed, cause: &str, hopeless: bool) -> AppResult<bool> {
    let (now, chance) = (tx.now, chance(job.id));
    let died = (hopeless || job.attempts >= MOST_ATTEMPTS).then_some(now);
    let cause: String = cause.chars().filter(|c| !c.is_control()).take(1000).collect();
    diesel::update(jobs::table.filter(jobs::id.eq(job.id)).filter(jobs::attempts.eq(job.attempts)))
        .set((
            jobs::leased_until.eq(None::<DateTime<Utc>>),
            jobs::last_error.eq(cause),
            jobs::died_at.eq(died),
            jobs::run_at.eq(now + pause_after(job.attempts, chance)),
        ))
        .execute(tx.conn())?;
    Ok(died.is_some())
}

/// The random end of the id.
fn chance(id: JobId) -> u16 {
    id.uuid().as_u128() as u16
}

/// The state of a studio's queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Backlog {
    /// The number of jobs that are due.
    #[diesel(sql_type = sql_types::BigInt)]
    pub waiting: i64,
    /// The number of failed jobs.
    #[diesel(sql_type = sql_types::BigInt)]
    pub dead: i64,
    /// How long the oldest of the due jobs has been due, in seconds.
    #[diesel(sql_type = sql_types::BigInt)]
    pub oldest_seconds: i64,
}

/// Counts the queue.
pub fn backlog(tx: &mut Tx) -> AppResult<Backlog> {
    let now = tx.now;
    Ok(diesel::sql_query(
        "select (select count(*) from jobs where died_at is null and run_at <= $1) as waiting,
            (select count(*) from jobs where died_at is not null) as dead,
            coalesce(extract(epoch from $1 - (select min(run_at) from jobs where died_at is null and run_at <= $1)), 0)::bigint
                as oldest_seconds",
    )
    .bind::<sql_types::Timestamptz, _>(now)
    .get_result(tx.conn())?)
}

/// The number of failed jobs, counted up to 100.
pub fn given_up(tx: &mut Tx) -> AppResult<i64> {
    let some = jobs::table.filter(jobs::died_at.is_not_null()).select(jobs::id).limit(100);
    Ok(some.load::<JobId>(tx.conn())?.len() as i64)
}

/// A failed job.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub struct DeadLetter {
    pub id: JobId,
    pub kind: String,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub died_at: Option<DateTime<Utc>>,
}

/// The failed jobs, latest first, at most one page.
pub fn dead_letters(tx: &mut Tx) -> AppResult<Vec<DeadLetter>> {
    Ok(jobs::table
        .filter(jobs::died_at.is_not_null())
        .order((jobs::died_at.desc(), jobs::id.desc()))
        .limit(50)
        .select(DeadLetter::as_select())
        .load(tx.conn())?)
}

/// Puts a failed job back into the queue, with all its attempts. If another job with its key is waiting already, it is deleted instead.
///
/// # Errors
/// Not found if it is not a failed job.
pub fn send_again(tx: &mut Tx, id: JobId) -> AppResult<()> {
    let now = tx.now;
    let dead = jobs::table.filter(jobs::id.eq(id)).filter(jobs::died_at.is_not_null());
    let (kind, key): (String, Option<String>) =
        dead.select((jobs::kind, jobs::unique_key)).for_update().first(tx.conn())?;
    let overtaken = match key {
        None => false,
        Some(key) => diesel::select(diesel::dsl::exists(
            jobs::table
                .filter(jobs::kind.eq(kind))
                .filter(jobs::unique_key.eq(key))
                .filter(jobs::died_at.is_null()),
        ))
        .get_result(tx.conn())?,
    };
    if overtaken {
        diesel::delete(jobs::table.filter(jobs::id.eq(id))).execute(tx.conn())?;
        return Ok(());
    }
    diesel::update(jobs::table.filter(jobs::id.eq(id)))
        .set((
            jobs::died_at.eq(None::<DateTime<Utc>>),
            jobs::leased_until.eq(None::<DateTime<Utc>>),
            jobs::attempts.eq(0),
            jobs::run_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes the failed jobs with a key, because a new one has been requested.
pub fn bury(tx: &mut Tx, kind: &str, key: &str) -> AppResult<()> {
    let dead = jobs::table.filter(jobs::kind.eq(kind)).filter(jobs::unique_key.eq(key));
    diesel::delete(dead.filter(jobs::died_at.is_not_null())).execute(tx.conn())?;
    Ok(())
}

/// Schedules a job for the next full hour, or the next day. Every worker does so; the key lets only one through.
pub(super) fn enqueue_next(tx: &mut Tx, kind: &'static str, every: Every) -> AppResult<()> {
    let (length, form) = match every {
        Every::Hour => (Duration::hours(1), "%Y-%m-%dT%H"),
        Every::Day => (Duration::days(1), "%Y-%m-%d"),
    };
    let next = (tx.now.timestamp().div_euclid(length.num_seconds()) + 1) * length.num_seconds();
    let at = DateTime::from_timestamp(next, 0).unwrap_or(tx.now + length);
    let key = at.format(form).to_string();
    enqueue(tx, Job { kind, payload: json!({}), unique_key: Some(key), run_at: Some(at) })
}

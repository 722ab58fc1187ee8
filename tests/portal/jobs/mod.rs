//! The job queue: each job runs once, failures are retried, and failed jobs wait for an admin.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use chrono::DateTime;
use diesel::prelude::*;
use reprint::{
    db::Tx,
    error::{AppError, AppResult},
    jobs::{self, Failure, Job, Kind},
    kernel::time::FixedClock,
    schema::jobs as table,
};
use serde_json::{Value, json};

use crate::support::{Served, Studio, eventually};

fn fixed() -> (Arc<FixedClock>, Studio) {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:30:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    (clock, Studio::at(&served))
}

/// (attempts, last error, failed) of the only job of a kind, if there is one.
fn state(studio: &Studio, kind: &'static str) -> Option<(i32, Option<String>, bool)> {
    type Row = (i32, Option<String>, Option<DateTime<chrono::Utc>>);
    let row: Option<Row> = studio.set_up(|tx| {
        let columns = (table::attempts, table::last_error, table::died_at);
        Ok(table::table.filter(table::kind.eq(kind)).select(columns).first(tx.conn()).optional()?)
    });
    row.map(|(attempts, error, died_at)| (attempts, error, died_at.is_some()))
}

#[test]
fn many_workers_run_each_job_once() {
    const KIND: &str = "test.many_workers";
    let studio = Studio::new();
    studio.served.portal.studios.forget();
    studio.set_up(|tx| (0..40).try_for_each(|n| jobs::enqueue(tx, Job::new(KIND, json!({ "n": n })))));
    let done: Arc<Mutex<HashMap<i64, usize>>> = Arc::default();
    let counted = done.clone();
    // The first four jobs wait for each other, so that one worker cannot run all forty.
    let begun = AtomicUsize::new(0);
    let kind = Kind::beside(KIND, move |_, _, payload| {
        if begun.fetch_add(1, Ordering::Relaxed) < 4 {
            eventually("four jobs at once", || (begun.load(Ordering::Relaxed) >= 4).then_some(()));
        }
        *counted.lock().unwrap().entry(payload["n"].as_i64().unwrap()).or_default() += 1;
        Ok(())
    });
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let workers: Vec<_> = (0..4)
        .map(|_| runtime.spawn(jobs::work(studio.served.portal.tools(), vec![kind.clone()], stopped.clone())))
        .collect();
    eventually("forty jobs", || (done.lock().unwrap().len() == 40).then_some(()));
    eventually("an empty queue", || state(&studio, KIND).is_none().then_some(()));
    stop.send(true).unwrap();
    runtime.block_on(futures_util::future::join_all(workers));
    assert!(done.lock().unwrap().values().all(|times| *times == 1), "{done:?}");
}

#[test]
fn of_two_workers_only_one_runs_long_jobs() {
    const LONG: &str = "test.long";
    const SHORT: &str = "test.short";
    let studio = Studio::new();
    studio.served.portal.studios.forget();
    studio.set_up(|tx| {
        (0..3).try_for_each(|_| jobs::enqueue(tx, Job::new(LONG, json!({}))))?;
        jobs::enqueue(tx, Job::new(SHORT, json!({})))
    });
    let (begun, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let (long, short, ended) = (begun.clone(), done.clone(), Arc::new(AtomicBool::new(false)));
    let may_end = ended.clone();
    let kinds = [
        Kind::beside(LONG, move |_, _, _| {
            long.fetch_add(1, Ordering::SeqCst);
            eventually("the end", || may_end.load(Ordering::SeqCst).then_some(()));
            Ok(())
        })
        .long(),
        Kind::beside(SHORT, move |_, _, _| {
            short.store(true, Ordering::SeqCst);
            Ok(())
        }),
    ];
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _within = runtime.enter();
    let workers = jobs::start(&studio.served.portal.tools(), &kinds, 2, &stopped);
    eventually("a long job", || (begun.load(Ordering::SeqCst) == 1).then_some(()));
    eventually("the short one beside it", || done.load(Ordering::SeqCst).then_some(()));
    assert_eq!(
        begun.load(Ordering::SeqCst),
        1,
        "a second long job does not start while the first is running"
    );
    ended.store(true, Ordering::SeqCst);
    eventually("an empty queue", || state(&studio, LONG).is_none().then_some(()));
    stop.send(true).unwrap();
    runtime.block_on(futures_util::future::join_all(workers));
}

#[test]
fn a_failing_job_is_rolled_back_retried_and_finally_left_to_an_admin() {
    const KIND: &str = "test.failing";
    static WELL: AtomicBool = AtomicBool::new(false);
    fn run(tx: &mut Tx, _: Value) -> AppResult<()> {
        jobs::enqueue(tx, Job::new("test.trace", json!({})))?;
        if WELL.load(Ordering::Relaxed) { Ok(()) } else { Err(AppError::Internal("no\r\nink".into())) }
    }
    let (clock, studio) = fixed();
    let kinds = [Kind::within(KIND, run)];
    studio.set_up(|tx| jobs::enqueue(tx, Job::new(KIND, json!({})).once("one")));
    studio.set_up(|tx| jobs::enqueue(tx, Job::new(KIND, json!({})).once("one")));

    assert_eq!(studio.work_off_with(&kinds), 1, "a second job with the same key was not added");
    assert_eq!(state(&studio, KIND), Some((1, Some("500 Internal Server Error: noink".into()), false)));
    assert_eq!(state(&studio, "test.trace"), None, "the failed job's changes are rolled back");
    assert_eq!(studio.work_off_with(&kinds), 0, "it is not retried immediately");
    for attempt in 2..=8 {
        clock.advance(chrono::Duration::hours(8));
        assert_eq!(studio.work_off_with(&kinds), 1, "attempt {attempt}");
    }
    assert!(state(&studio, KIND).unwrap().2, "failed after eight attempts");
    clock.advance(chrono::Duration::hours(8));
    assert_eq!(studio.work_off_with(&kinds), 0);

    WELL.store(true, Ordering::Relaxed);
    let vera = studio.sign_in(&studio.admin);
    let page = vera.get("/admin/jobs").expect(200).says("test.failing").says("noink");
    let send_again = page.attributes("form[action^='/admin/jobs/']", "action").remove(0);
    studio.sign_in(&studio.staff).get("/admin/jobs").expect(403);
    studio.sign_in(&studio.birch.manager).get("/admin/jobs").expect(404);
    vera.post(&send_again, &[]).expect(303);
    vera.get("/admin/jobs").expect(200).says("No failed background tasks");
    assert_eq!(studio.work_off_with(&kinds), 1);
    assert_eq!(state(&studio, KIND), None);
    assert!(state(&studio, "test.trace").is_some());
}

#[test]
fn permanent_failures_and_panics_are_recorded() {
    let (_, studio) = fixed();
    let kinds = [
        Kind::beside("test.hopeless", |_, _, _| Err(Failure::Never("no such mailbox".into()))),
        Kind::beside("test.panicking", |_, _, _| panic!("ink everywhere")),
        Kind::within("test.gone", |_, _| Err(AppError::NotFound)),
    ];
    for kind in ["test.hopeless", "test.panicking", "test.gone", "test.unknown"] {
        studio.set_up(|tx| jobs::enqueue(tx, Job::new(kind, json!({}))));
    }
    assert_eq!(studio.work_off_with(&kinds), 3, "a job of an unknown kind waits for a worker that knows it");
    assert_eq!(state(&studio, "test.hopeless"), Some((1, Some("no such mailbox".into()), true)));
    let (attempts, error, dead) = state(&studio, "test.panicking").unwrap();
    assert!(attempts == 1 && !dead && error.unwrap().contains("ended early"));
    assert!(state(&studio, "test.gone").unwrap().2);
    assert_eq!(state(&studio, "test.unknown"), Some((0, None, false)));
}

#[test]
fn a_dead_workers_job_is_taken_over_when_its_lease_ends() {
    const KIND: &str = "test.leased";
    static RAN: AtomicUsize = AtomicUsize::new(0);
    fn run(_: &mut Tx, _: Value) -> AppResult<()> {
        RAN.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
    let (clock, studio) = fixed();
    studio.set_up(|tx| jobs::enqueue(tx, Job::new(KIND, json!({}))));
    studio.set_up(|tx| {
        let until = tx.now + chrono::Duration::minutes(5);
        diesel::update(table::table.filter(table::kind.eq(KIND)))
            .set((table::leased_until.eq(until), table::attempts.eq(1)))
            .execute(tx.conn())?;
        Ok(())
    });
    let kinds = [Kind::within(KIND, run)];
    assert_eq!(studio.work_off_with(&kinds), 0);
    clock.advance(chrono::Duration::minutes(6));
    assert_eq!(studio.work_off_with(&kinds), 1);
    assert_eq!(RAN.load(Ordering::Relaxed), 1);
}

#[test]
fn hourly_jobs_run_once_an_hour() {
    static RAN: AtomicUsize = AtomicUsize::new(0);
    fn run(_: &mut Tx, _: Value) -> AppResult<()> {
        RAN.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
    let (clock, studio) = fixed();
    let kinds = [Kind::within("test.hourly", run).hourly()];
    assert_eq!(
        studio.work_off_with(&kinds) + studio.work_off_with(&kinds),
        0,
        "the first run is at the next full hour"
    );
    for hour in 1..=3 {
        clock.advance(chrono::Duration::hours(1));
        assert_eq!(studio.work_off_with(&kinds) + studio.work_off_with(&kinds), 1, "hour {hour}");
    }
    assert_eq!(RAN.load(Ordering::Relaxed), 3);
}

#[test]
fn the_portals_own_hourly_jobs_succeed() {
    let (clock, studio) = fixed();
    studio.work_off();
    clock.advance(chrono::Duration::hours(1));
    assert!(studio.work_off() >= 5);
    let left =
        studio.set_up(|tx| Ok(table::table.select(table::last_error).load::<Option<String>>(tx.conn())?));
    assert!(left.iter().all(Option::is_none), "{left:?}");
}

#[test]
fn client_users_can_enqueue_jobs_but_not_see_them() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    let delivery = || Job::new("mail.deliver", json!({ "mail": "k" })).once("k");
    studio.act(ana, |tx| jobs::enqueue(tx, delivery())).unwrap();
    studio.act(ana, |tx| jobs::enqueue(tx, delivery())).unwrap();
    let seen = studio.act(ana, |tx| Ok(table::table.count().get_result::<i64>(tx.conn())?)).unwrap();
    assert_eq!(seen, 0);
    assert_eq!(state(&studio, "mail.deliver"), Some((0, None, false)));
    // But only kinds that a client's pages need.
    studio.act(ana, |tx| jobs::enqueue(tx, Job::new("retention.apply", json!({})).once("k"))).unwrap_err();
}

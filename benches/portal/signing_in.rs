//! Signing in, beside what the machine can hash, and beside somebody who reads meanwhile.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use reprint::demo::PASSWORD;

use crate::{
    CROWD, ROUND_SECONDS,
    http::Browser,
    report::{Budget::Loose, Report, median},
};

/// How many sign in at once.
const AT_ONCE: usize = 8;
const ROUNDS: usize = 3;

/// Turn about: a page read in peace, raw hashes on all processors, people who sign in, and the page while they do.
pub fn flood(report: &mut Report, client: &Browser, project: &str) {
    report.title("Eight sign in at once");
    let mut reader = client.twin();
    let rounds = (0..ROUNDS).map(|_| {
        let calm = median(read_for(&mut reader, project, ROUND_SECONDS));
        let hashes = hashes_a_second();
        let alone = while_signing_in(client, || thread::sleep(Duration::from_secs(3 * ROUND_SECONDS))).1;
        let busy = || median(read_for(&mut reader, project, 3 * ROUND_SECONDS));
        let (busy, meanwhile) = while_signing_in(client, busy);
        [calm, hashes, alone, busy, meanwhile]
    });
    let rounds: Vec<_> = rounds.collect();
    let each = |what: fn(&[f64; 5]) -> f64| median(rounds.iter().map(what));
    report.note("hashes a second on all processors, by themselves", each(|round| round[1]), "");
    report.note("sign-ins a second", each(|round| round[2]), "");
    report.at_least("sign-ins to hashes", each(|round| round[2] / round[1]), 0.9, "", Loose);
    report.note("a page in peace, median", each(|round| round[0]), "ms");
    report.note("a page meanwhile, median", each(|round| round[3]), "ms");
    report.at_most("meanwhile to in peace", each(|round| round[3] / round[0]), 2.0, "", Loose);
    report.note("sign-ins a second beside that reader", each(|round| round[4]), "");
}

/// What `work` answers while so many sign in again and again, and how many sign-ins a second there were.
fn while_signing_in<T>(client: &Browser, work: impl FnOnce() -> T) -> (T, f64) {
    let (ended, signed_in, began) = (AtomicBool::new(false), AtomicUsize::new(0), Instant::now());
    let answer = thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while !ended.load(Ordering::Relaxed) {
                    Browser::new(client.port).sign_in(CROWD, PASSWORD);
                    signed_in.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let answer = work();
        ended.store(true, Ordering::Relaxed);
        answer
    });
    (answer, signed_in.into_inner() as f64 / began.elapsed().as_secs_f64())
}

/// How long each reading of a page took, in milliseconds.
fn read_for(reader: &mut Browser, path: &str, seconds: u64) -> Vec<f64> {
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut took = Vec::new();
    while Instant::now() < end {
        let began = Instant::now();
        assert_eq!(reader.get(path).status, 200);
        took.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    took
}

/// How many bcrypt hashes of our cost this build computes a second, on every processor at once.
fn hashes_a_second() -> f64 {
    let (hashed, began) = (AtomicUsize::new(0), Instant::now());
    let end = began + Duration::from_secs(2 * ROUND_SECONDS);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while Instant::now() < end {
                    bcrypt::hash("a red thread through grey paper", reprint::config::USUAL_PASSWORD_COST)
                        .expect("a hash");
                    hashed.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    hashed.into_inner() as f64 / began.elapsed().as_secs_f64()
}

//! Sign-ins compared with the machine's raw hashing rate, and with a user who reads pages at the same time.

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

/// How many users sign in concurrently.
const AT_ONCE: usize = 8;
const ROUNDS: usize = 3;

/// Measures alternately: a page without load, raw hashing on all processors, sign-ins, and the page during sign-ins.
pub fn flood(report: &mut Report, client: &Browser, project: &str) {
    report.title("Eight concurrent sign-ins");
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
    report.note("hashes per second on all processors, alone", each(|round| round[1]), "");
    report.note("sign-ins per second", each(|round| round[2]), "");
    report.at_least("sign-ins / hashes", each(|round| round[2] / round[1]), 0.9, "", Loose);
    report.note("a page without load, median", each(|round| round[0]), "ms");
    report.note("a page during sign-ins, median", each(|round| round[3]), "ms");
    report.at_most("during sign-ins / without load", each(|round| round[3] / round[0]), 2.0, "", Loose);
    report.note("sign-ins per second during page reads", each(|round| round[4]), "");
}

/// The result of `work` while users sign in repeatedly, and the number of sign-ins per second.
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

/// How long each request for a page took, in milliseconds.
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

/// How many bcrypt hashes of the portal's cost this build computes per second on all processors.
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

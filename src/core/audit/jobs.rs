//! The jobs of the chain: entries are sealed every minute, and the whole chain is verified every day.

use chrono::{DateTime, Duration};
use serde_json::json;

use super::{
    VERIFY,
    seal::{AT_ONCE, seal},
    verify,
};
use crate::jobs::{self, Job, Kind};

/// The kind of the job that seals.
const SEAL: &str = "audit.seal";

/// The chain's jobs.
pub fn jobs() -> Vec<Kind> {
    vec![
        // The hourly job starts a series that schedules itself every minute; its key ensures that there is only one.
        Kind::within(SEAL, |tx, _| {
            while seal(tx)? == AT_ONCE as usize {}
            let next = tx.now.timestamp().div_euclid(60) * 60 + 60;
            let at = DateTime::from_timestamp(next, 0).unwrap_or(tx.now + Duration::minutes(1));
            let key = at.format("%Y-%m-%dT%H:%M").to_string();
            jobs::enqueue(tx, Job::new(SEAL, json!({})).once(key).at(at))
        })
        .hourly(),
        Kind::within(VERIFY, |tx, _| verify::check(tx).map(drop)).daily(),
    ]
}

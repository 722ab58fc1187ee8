//! The hourly cleanup.

use super::queries;
use crate::{
    audit, form_keys,
    jobs::{Kind, Tools},
    kept_forms,
    kernel::ids::StudioId,
    live, storage,
    web::throttle,
};

/// The room's jobs.
pub fn jobs() -> Vec<Kind> {
    vec![
        Kind::beside("blobs.sweep", |tools: &Tools, studio: StudioId, _| {
            Ok(storage::sweep(&tools.db, studio).map(drop)?)
        })
        .hourly(),
        Kind::within("events.prune", |tx, _| live::prune(tx).map(drop)).hourly(),
        Kind::within("downloads.sweep", |tx, _| audit::sweep_downloads(tx).map(drop)).hourly(),
        Kind::within("form_keys.sweep", |tx, _| form_keys::sweep(tx).map(drop)).hourly(),
        Kind::within("kept_forms.sweep", |tx, _| kept_forms::sweep(tx).map(drop)).hourly(),
        Kind::within("throttles.sweep", |tx, _| throttle::sweep(tx)).hourly(),
        Kind::within("jobs.sweep", |tx, _| queries::sweep_dead_letters(tx)).hourly(),
    ]
}

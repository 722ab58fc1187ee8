//! What is tidied up every hour.

use diesel::prelude::*;

use crate::{
    db::Tx,
    error::AppResult,
    jobs::{Kind, Tools},
    kernel::ids::StudioId,
    live,
    schema::{jobs, one_time_links, sessions},
    storage,
};

/// Links that died are kept so long, for whoever asks what happened.
const KEPT: chrono::Duration = chrono::Duration::days(30);

/// Dead letters are kept longer: someone may still want to send them.
const DEAD_KEPT: chrono::Duration = chrono::Duration::days(90);

/// The room's jobs.
pub fn jobs() -> Vec<Kind> {
    vec![
        Kind::beside("blobs.sweep", |tools: &Tools, studio: StudioId, _| {
            Ok(storage::sweep(&tools.db, studio).map(drop)?)
        })
        .hourly(),
        Kind::within("events.prune", |tx, _| live::prune(tx).map(drop)).hourly(),
        Kind::within("sessions.sweep", |tx, _| sweep_sessions(tx)).hourly(),
        Kind::within("links.sweep", |tx, _| sweep_links(tx)).hourly(),
        Kind::within("jobs.sweep", |tx, _| sweep_dead_letters(tx)).hourly(),
    ]
}

fn sweep_sessions(tx: &mut Tx) -> AppResult<()> {
    let ended = sessions::table.filter(sessions::expires_at.lt(tx.now));
    diesel::delete(ended).execute(tx.conn())?;
    Ok(())
}

fn sweep_links(tx: &mut Tx) -> AppResult<()> {
    let dead = one_time_links::table.filter(one_time_links::expires_at.lt(tx.now - KEPT));
    diesel::delete(dead).execute(tx.conn())?;
    Ok(())
}

fn sweep_dead_letters(tx: &mut Tx) -> AppResult<()> {
    let old = jobs::table.filter(jobs::died_at.lt(tx.now - DEAD_KEPT));
    diesel::delete(old).execute(tx.conn())?;
    Ok(())
}

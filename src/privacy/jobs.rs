//! The room's background jobs: exports are made and expire, and data is deleted when its retention period is over.

use serde::Deserialize;
use tokio::runtime::Handle;

use super::{actions, archive, queries::exports};
use crate::{
    access::SystemViewer,
    db::Tx,
    error::AppResult,
    jobs::{Failure, Kind, Tools},
    kernel::ids::{ExportId, StudioId},
    room::Rooms,
    words::Words,
};

/// The room's jobs.
pub fn jobs(rooms: Rooms) -> Vec<Kind> {
    vec![
        Kind::beside(actions::MAKE, move |tools: &Tools, studio: StudioId, payload| {
            let asked: Asked =
                serde_json::from_value(payload).map_err(|error| Failure::Never(error.to_string()))?;
            Ok(make(tools, rooms, studio, asked.export)?)
        })
        .long(),
        Kind::beside("exports.sweep", |tools: &Tools, studio: StudioId, _| Ok(sweep(tools, studio)?))
            .hourly(),
        Kind::within("retention.apply", |tx, _| actions::apply_retention(tx)).daily(),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    export: ExportId,
}

fn make(tools: &Tools, rooms: Rooms, studio: StudioId, id: ExportId) -> AppResult<()> {
    let viewer = SystemViewer::new(studio, "privacy");
    // An earlier attempt may have finished the export, or an erasure removed it.
    let begin = |tx: &mut Tx| Ok((exports::find(tx, id)?, exports::latest_erasure(tx)?));
    let (found, erasure) = tools.db.read_here(&viewer, begin)?;
    let Some(export) = found.filter(|it| it.ready_at.is_none()) else { return Ok(()) };
    let Some(about) = export.about() else { return Ok(()) };
    let locale = tools.db.read_here(&viewer, |tx| actions::language_of(tx, &export))?;
    let blob = archive::make(tools, rooms, studio, about, Words::of(locale))?;
    let base_url = Handle::current().block_on(tools.studios.base_url(studio))?;
    let kept =
        tools.db.write_here(&viewer, |tx| actions::finish_export(tx, &export, blob, &base_url, erasure));
    if kept.is_err() {
        Handle::current().block_on(tools.storage.remove(studio, blob.id))?;
    }
    kept
}

fn sweep(tools: &Tools, studio: StudioId) -> AppResult<()> {
    let viewer = SystemViewer::new(studio, "privacy");
    for blob in tools.db.write_here(&viewer, actions::remove_expired_exports)? {
        Handle::current().block_on(tools.storage.remove(studio, blob))?;
    }
    Ok(())
}

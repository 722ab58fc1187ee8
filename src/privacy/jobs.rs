//! What the room does behind the pages: exports are made and expire, what was kept long enough goes.

use serde::Deserialize;
use tokio::runtime::Handle;
use url::Url;

use super::{
    archive,
    queries::{
        exports::{self, Export, MAKE},
        retention,
    },
};
use crate::{
    access::SystemViewer,
    db::Tx,
    error::{AppError, AppResult},
    jobs::{Failure, Kind, Tools},
    kernel::{
        email_address::EmailAddress,
        ids::{ExportId, StudioId},
        locale::Locale,
    },
    mail::{self, Concerns, Letter, Link, Mail},
    urls,
    words::Words,
};

/// The room's jobs.
pub fn jobs() -> Vec<Kind> {
    vec![
        Kind::beside(MAKE, |tools: &Tools, studio: StudioId, payload| {
            let asked: Asked =
                serde_json::from_value(payload).map_err(|error| Failure::Never(error.to_string()))?;
            Ok(make(tools, studio, asked.export)?)
        })
        .long(),
        Kind::beside("exports.sweep", |tools: &Tools, studio: StudioId, _| Ok(sweep(tools, studio)?))
            .hourly(),
        Kind::within("retention.apply", |tx, _| retention::apply(tx)).daily(),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    export: ExportId,
}

fn make(tools: &Tools, studio: StudioId, id: ExportId) -> AppResult<()> {
    let viewer = SystemViewer::new(studio, "privacy");
    // An earlier attempt came to its end, or there is nothing to make any more.
    let waiting = tools.db.read_here(&viewer, |tx| exports::find(tx, id))?.filter(|it| it.ready_at.is_none());
    let Some(export) = waiting else { return Ok(()) };
    let Some(about) = export.about() else { return Ok(()) };
    let blob = archive::make(tools, studio, about)?;
    let base_url = Handle::current().block_on(tools.studios.base_url(studio))?;
    let kept = tools.db.write_here(&viewer, |tx| {
        let expires_at = exports::made(tx, &export, blob)?;
        tell(tx, &export, &base_url, expires_at)
    });
    if kept.is_err() {
        Handle::current().block_on(tools.storage.remove(studio, blob.id))?;
    }
    kept
}

fn sweep(tools: &Tools, studio: StudioId) -> AppResult<()> {
    let viewer = SystemViewer::new(studio, "privacy");
    for blob in tools.db.write_here(&viewer, exports::expire)? {
        Handle::current().block_on(tools.storage.remove(studio, blob))?;
    }
    Ok(())
}

/// Tells whoever asked that it is there. The link opens nothing by itself: who follows it signs in.
fn tell(
    tx: &mut Tx,
    export: &Export,
    base_url: &Url,
    expires_at: chrono::DateTime<chrono::Utc>,
) -> AppResult<()> {
    let Some(asker) = export.requested_by else { return Ok(()) };
    let (name, email, locale) = exports::requester(tx, asker)?;
    let studio = crate::tenancy::facts(tx)?;
    let locale = locale.and_then(|code| code.parse::<Locale>().ok()).unwrap_or(studio.locale);
    let words = Words::of(locale);
    let until = locale.moment(expires_at, studio.zone);
    let letter = Letter {
        locale,
        title: words.text("privacy-mail-title"),
        paragraphs: vec![words.text("privacy-mail-text")],
        link: Some(Link::new(words.text("privacy-mail-link"), base_url, urls::export(export.id))?),
        notes: vec![
            words.with("privacy-mail-until", &[("until", until.into())]),
            words.text("privacy-mail-unasked"),
        ],
    };
    let mail = Mail {
        kind: "export",
        to: email
            .parse::<EmailAddress>()
            .map_err(|_| AppError::Internal("an account has no address".into()))?,
        name,
        subject: letter.title.clone(),
        body: mail::letter(tx, &letter)?,
        attachments: Vec::new(),
        concerns: Concerns::reader(asker),
        expires_at: Some(expires_at),
    };
    mail::send(tx, mail).map(drop)
}

//! Exports: requested, made and announced, downloaded, expired.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use url::Url;

use crate::{
    audit::{self, Download, Subject},
    db::Tx,
    error::{AppError, AppResult},
    jobs::{self, Job},
    kernel::{
        email_address::EmailAddress,
        ids::{AuditEntryId, BlobId, ExportId},
        locale::Locale,
    },
    mail::{self, Concerns, Letter, Link, Mail},
    privacy::{
        kinds::AuditKind,
        queries::{
            erasure,
            exports::{self, Export},
            retention,
        },
        rules::About,
    },
    storage::Blob,
    tenancy, urls,
    words::Words,
};

/// The kind of the job that makes an export.
pub const MAKE: &str = "export.make";

/// How old a finished export may be to be used for a new request.
const RECENT: Duration = Duration::hours(1);

/// The outcome of a request for an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is being made, possibly since an earlier request.
    InPreparation,
    /// One was made within the last hour, and is used.
    Recent,
}

/// Requests an export, unless one is being made or is recent.
///
/// # Errors
/// Not found if there is no such person or client.
pub fn request_export(tx: &mut Tx, about: About) -> AppResult<Asked> {
    exports::name_of(tx, about)?;
    tx.take_turns(&format!("export {}", about.id()))?;
    match exports::of(tx, about)?.first() {
        Some(latest) if latest.ready_at.is_none() => return Ok(Asked::InPreparation),
        Some(latest) if latest.created_at > tx.now - RECENT => return Ok(Asked::Recent),
        _ => {}
    }
    let id = exports::insert(tx, about)?;
    audit::record(tx, AuditKind::ExportRequested, about.subject(), json!({ "export": id }))?;
    jobs::enqueue(tx, Job::new(MAKE, json!({ "export": id })).once(id.to_string()))?;
    Ok(Asked::InPreparation)
}

/// Stores a finished export, and mails the user who requested it. Earlier exports about the same person or client expire, since this
/// one contains their content. `before` is the latest erasure at the time when making it began.
///
/// # Errors
/// Conflict if it has already been made, an erasure removed it, or somebody was erased while it was being made: then it must be made
/// again.
pub fn finish_export(
    tx: &mut Tx,
    export: &Export,
    blob: Blob,
    base_url: &Url,
    before: Option<AuditEntryId>,
) -> AppResult<()> {
    // Waits for an erasure in progress.
    erasure::take_turns(tx)?;
    if exports::latest_erasure(tx)? != before {
        return Err(AppError::Conflict("error-conflict-text"));
    }
    let expires_at = tx.now + Duration::days(retention::periods(tx)?.export.into());
    let bytes = blob.size_bytes;
    if !exports::mark_ready(tx, export.id, blob, expires_at)? {
        return Err(AppError::Conflict("error-conflict-text"));
    }
    exports::expire_earlier(tx, export)?;
    let about = export.about().map_or(Subject::NOTHING, About::subject);
    audit::record(tx, AuditKind::ExportMade, about, json!({ "export": export.id, "bytes": bytes }))?;
    announce(tx, export, base_url, expires_at)
}

/// The language of the user who requested an export; the studio's if they chose none or the account no longer exists.
pub fn language_of(tx: &mut Tx, export: &Export) -> AppResult<Locale> {
    let asker = export.requested_by.map(|asker| exports::requester(tx, asker)).transpose()?;
    let chosen = asker.and_then(|(_, _, locale)| locale?.parse().ok());
    Ok(chosen.unwrap_or(tenancy::facts(tx)?.locale))
}

/// Notifies the requester by mail that the export is ready. The link grants no access: opening it requires signing in.
fn announce(tx: &mut Tx, export: &Export, base_url: &Url, expires_at: DateTime<Utc>) -> AppResult<()> {
    let Some(asker) = export.requested_by else { return Ok(()) };
    let (name, email, _) = exports::requester(tx, asker)?;
    let studio = tenancy::facts(tx)?;
    let locale = language_of(tx, export)?;
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
    let address = email.parse::<EmailAddress>();
    let mail = Mail {
        kind: "export",
        to: address.map_err(|_| AppError::Internal("an account has no address".into()))?,
        name,
        subject: letter.title.clone(),
        body: mail::letter(tx, &letter)?,
        attachments: Vec::new(),
        concerns: Concerns::reader(asker),
        expires_at: Some(expires_at),
    };
    mail::send(tx, mail).map(drop)
}

/// An export to be downloaded. If `sends` is set, its content will be sent, and the download is recorded in the audit log.
///
/// # Errors
/// Not found if it is not ready, has expired, or is not for this viewer.
pub fn download_export(tx: &mut Tx, id: ExportId, sends: bool) -> AppResult<Export> {
    let export = exports::ready(tx, id)?;
    if sends {
        let download = Download {
            kind: AuditKind::ExportDownloaded.into(),
            subject: export.about().map_or(Subject::NOTHING, About::subject),
            version: id.to_string(),
            facts: json!({ "export": id }),
        };
        audit::record_download(tx, download)?;
    }
    Ok(export)
}

/// Removes expired exports. Returns the blobs that are no longer referenced.
pub fn remove_expired_exports(tx: &mut Tx) -> AppResult<Vec<BlobId>> {
    let gone = exports::delete_expired(tx)?;
    for (id, _) in &gone {
        audit::record(tx, AuditKind::ExportRemoved, *id, json!({}))?;
    }
    Ok(gone.into_iter().filter_map(|(_, blob)| blob).collect())
}

//! A user's own settings: name and language, picture, notifications.

use std::collections::BTreeMap;

use serde_json::json;

use crate::{
    accounts::{
        kinds::{AuditKind, USER},
        model::Profile,
        queries::{self, avatars, notifications},
        rules::{News, Pace},
    },
    audit::{self, Changing},
    db::Tx,
    error::AppResult,
    kernel::ids::{BlobId, ClientId, UserId},
    storage,
};

/// Saves name, language, time zone and appearance.
pub fn save_profile(tx: &mut Tx, user: UserId, profile: &Profile) -> AppResult<()> {
    let change = Changing::begin(tx, USER, user)?;
    queries::update_profile(tx, user, profile)?;
    change.record(tx, AuditKind::UserChanged)
}

/// Saves how soon a user is notified by mail, for each kind of news.
pub fn save_notifications(tx: &mut Tx, user: UserId, wishes: &BTreeMap<News, Pace>) -> AppResult<()> {
    let before = notifications::wishes(tx, user)?;
    notifications::upsert(tx, user, wishes)?;
    let change = audit::change(json!(before), json!(wishes));
    audit::record(tx, AuditKind::NotificationsChanged, user, change)
}

/// Stores an encoded picture as the user's. Returns the previous one, which is no longer referenced.
pub fn set_picture(
    tx: &mut Tx,
    user: UserId,
    client: Option<ClientId>,
    jpeg: &[u8],
) -> AppResult<Option<BlobId>> {
    let picture = storage::put_bytes(tx, client, jpeg)?;
    change_picture(tx, user, Some(picture))
}

/// Removes the user's picture. Returns it; it is no longer referenced.
pub fn remove_picture(tx: &mut Tx, user: UserId) -> AppResult<Option<BlobId>> {
    change_picture(tx, user, None)
}

fn change_picture(tx: &mut Tx, user: UserId, picture: Option<BlobId>) -> AppResult<Option<BlobId>> {
    let change = Changing::begin(tx, USER, user)?;
    let before = avatars::set(tx, user, picture)?;
    if before != picture {
        change.record(tx, AuditKind::UserChanged)?;
    }
    Ok(before)
}

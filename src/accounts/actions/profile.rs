//! What a person says of themselves: name and language, their picture, how soon they wish to be mailed.

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

/// Saves how soon a person wishes to be mailed of what.
pub fn save_notifications(tx: &mut Tx, user: UserId, wishes: &BTreeMap<News, Pace>) -> AppResult<()> {
    let before = notifications::wishes(tx, user)?;
    notifications::upsert(tx, user, wishes)?;
    let change = audit::change(json!(before), json!(wishes));
    audit::record(tx, AuditKind::NotificationsChanged, user, change)
}

/// Stores a drawn picture as a person's; answers the one before, which nothing points at any more.
pub fn set_picture(
    tx: &mut Tx,
    user: UserId,
    client: Option<ClientId>,
    jpeg: &[u8],
) -> AppResult<Option<BlobId>> {
    let picture = storage::put_bytes(tx, client, jpeg)?;
    change_picture(tx, user, Some(picture))
}

/// Takes a person's picture away; answers it, which nothing points at any more.
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

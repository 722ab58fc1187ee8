//! The audit log's page.

use serde_json::json;

use super::{
    asked::TrailQuery,
    entry::AuditLine,
    facts::Reading,
    pages::Trail,
    search::{self, PAGE},
};
use crate::{
    audit::{self, AuditKind, Subject},
    jobs::{self, Job},
    room::Rooms,
    web::prelude::*,
};

/// Lists who did what from where, newest first.
pub async fn index(
    admin: Admin,
    UrlQuery(mut asked): UrlQuery<TrailQuery>,
    db: Data<Db>,
    rooms: Rooms,
    ui: Ui,
) -> AppResult {
    let wanted = asked.parse(ui.around.zone);
    let read = move |tx: &mut Tx| Ok((search::find(tx, &wanted, PAGE.to_read())?, search::last_check(tx)?));
    let (entries, check) = db.read(&admin, read).await?;
    let page = PAGE.page(entries, |entry| entry.id);
    let older = asked.following(urls::AUDIT, &page);
    let around = &ui.around;
    let reading = Reading { words: around.words, locale: around.locale, zone: around.zone };
    let entries = page.items.into_iter().map(|kept| AuditLine::of(kept, rooms, reading)).collect();
    let refused = !asked.faults().is_empty();
    let page = Trail { asked, entries, older, check, nouns: rooms.audit_nouns() };
    if refused { ui.refuse(&page) } else { ui.page(&page) }
}

/// Starts a verification of the hash chain.
pub async fn check(admin: Admin, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    let asked = |tx: &mut Tx| {
        audit::record(tx, AuditKind::Checked, Subject::NOTHING, json!({}))?;
        jobs::enqueue(tx, Job::new(audit::VERIFY, json!({})).once("asked"))
    };
    db.write(&admin, asked).await?;
    ui.go_to_saying(urls::AUDIT, "audit-said-checking")
}

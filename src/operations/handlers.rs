//! The outbox and the failed jobs, for admins.

use actix_web::web::Data;
use serde::Deserialize;

use super::actions;
use super::pages::{DeadLetters, Outbox, Row, Show};
use crate::{
    config::Config,
    db::Db,
    error::AppResult,
    jobs,
    kernel::{
        ids::{JobId, MailId},
        paging::cut,
    },
    mail::{self, PAGE},
    urls,
    web::{Admin, Button, Id, Ui, UrlQuery},
};

/// Where a page of the outbox begins.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct From {
    #[serde(default)]
    before: Option<MailId>,
}

/// Every mail there was, latest first.
pub async fn outbox(
    admin: Admin,
    UrlQuery(from): UrlQuery<From>,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let read = move |tx: &mut crate::db::Tx| Ok((mail::listed(tx, from.before)?, jobs::given_up(tx)?));
    let (mut mails, dead) = db.read(&admin, read).await?;
    let older = cut(&mut mails, PAGE).map(|last| urls::mails_before(last.id)).unwrap_or_default();
    let can_send = config.mail.smtp_url.is_some();
    let rows = mails.into_iter().map(|mail| Row::of(mail, can_send, ui.around.now)).collect();
    ui.page(&Outbox { rows, can_send, older, dead })
}

/// One mail, as text: its HTML is for mail programs.
pub async fn mail(admin: Admin, Id(id): Id<MailId>, db: Data<Db>, config: Data<Config>, ui: Ui) -> AppResult {
    let (kept, text, attachments) = db.read(&admin, move |tx| mail::find(tx, id)).await?;
    let can_send = config.mail.smtp_url.is_some();
    if !can_send && kept.one_time_link {
        let kind = kept.kind.clone();
        db.write(&admin, move |tx| actions::record_secret_read(tx, id, &kind)).await?;
    }
    let row = Row::of(kept, can_send, ui.around.now);
    ui.page(&Show::new(row, text, attachments, can_send))
}

/// Sends a mail, again if need be.
pub async fn resend(admin: Admin, Id(id): Id<MailId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&admin, move |tx| actions::resend(tx, id)).await?;
    ui.go_to_saying(urls::mail(id), "mail-said-resent")
}

/// Jobs that have failed.
pub async fn dead_letters(admin: Admin, db: Data<Db>, ui: Ui) -> AppResult {
    let letters = db.read(&admin, jobs::dead_letters).await?;
    ui.page(&DeadLetters { letters })
}

/// Runs a failed job again.
pub async fn send_again(admin: Admin, Id(id): Id<JobId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&admin, move |tx| actions::retry(tx, id)).await?;
    ui.go_to_saying(urls::ADMIN_JOBS, "jobs-said-sent-again")
}

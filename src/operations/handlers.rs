//! The outbox and the failed jobs, for admins.

use super::actions;
use super::pages::{DeadLetters, Outbox, Row, Show};
use crate::{
    config::Config,
    jobs,
    kernel::ids::{JobId, MailId},
    mail,
    web::prelude::*,
};

/// Lists the mails, newest first.
pub async fn outbox(
    admin: Admin,
    UrlQuery(Before { before }): UrlQuery<Before<MailId>>,
    db: Data<Db>,
    config: Data<Config>,
    ui: Ui,
) -> AppResult {
    let read = move |tx: &mut Tx| Ok((mail::listed(tx, before)?, jobs::given_up(tx)?));
    let (page, dead) = db.read(&admin, read).await?;
    let older = older(urls::ADMIN_MAIL, &page);
    let can_send = config.mail.smtp_url.is_some();
    let rows = page.items.into_iter().map(|mail| Row::of(mail, can_send, ui.around.now)).collect();
    ui.page(&Outbox { rows, can_send, older, dead })
}

/// Shows a mail as text: its HTML is meant for mail programs.
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

/// Sends a mail, possibly again.
pub async fn resend(admin: Admin, Id(id): Id<MailId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&admin, move |tx| actions::resend(tx, id)).await?;
    ui.go_to_saying(urls::mail(id), "mail-said-resent")
}

/// Lists the failed jobs.
pub async fn dead_letters(admin: Admin, db: Data<Db>, ui: Ui) -> AppResult {
    let letters = db.read(&admin, jobs::dead_letters).await?;
    ui.page(&DeadLetters { letters })
}

/// Runs a failed job again.
pub async fn send_again(admin: Admin, Id(id): Id<JobId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&admin, move |tx| actions::retry(tx, id)).await?;
    ui.go_to_saying(urls::ADMIN_JOBS, "jobs-said-sent-again")
}

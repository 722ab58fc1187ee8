//! Queries on the outbox's tables.

use chrono::{DateTime, Duration, Utc};
use diesel::{prelude::*, sql_types::Bool};
use serde_json::json;

use super::{Mail, one_line};
use crate::{
    db::Tx,
    error::AppResult,
    jobs::{self, Job},
    kernel::{
        email_address::EmailAddress,
        ids::{BlobId, MailId, UserId},
    },
    prepared::fixed,
    schema::{mail_attachments, mails, studios},
    storage,
    words::Words,
};

/// The kind of the job that delivers a mail.
pub(super) const DELIVER: &str = "mail.deliver";

/// Writes a mail into the outbox, in the transaction of the change it is about, and schedules its delivery. If no mail server is
/// configured, it stays there for an admin to read.
pub fn send(tx: &mut Tx, mail: Mail) -> AppResult<MailId> {
    let (id, now) = (MailId::new(), tx.now);
    let words = Words::of(mail.body.locale);
    let in_header = |text: &str, most| one_line(&words.without_marks(text), most);
    let about_address = mail.concerns.address.map(|address| address_hash(tx, &address)).transpose()?;
    diesel::insert_into(mails::table)
        .values((
            mails::studio_id.eq(tx.scope.studio),
            mails::id.eq(id),
            mails::kind.eq(mail.kind),
            mails::recipient.eq(mail.to),
            mails::recipient_name.eq(in_header(&mail.name, 120)),
            mails::subject.eq(in_header(&mail.subject, 200)),
            mails::text_body.eq(mail.body.text),
            mails::html_body.eq(mail.body.html),
            mails::one_time_link.eq(mail.body.one_time_link),
            mails::expires_at.eq(mail.expires_at),
            mails::user_id.eq(mail.concerns.reader),
            mails::client_id.eq(mail.concerns.client),
            mails::about.eq(mail.concerns.others.into_iter().map(Some).collect::<Vec<_>>()),
            mails::about_address.eq(about_address),
            mails::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    let attachments: Vec<_> = (0..)
        .zip(mail.attachments)
        .map(|(position, attachment)| {
            (
                mail_attachments::studio_id.eq(tx.scope.studio),
                mail_attachments::mail_id.eq(id),
                mail_attachments::position.eq(position),
                mail_attachments::name.eq(attachment.name),
                mail_attachments::media_type.eq(attachment.media_type),
                mail_attachments::blob_id.eq(attachment.blob),
            )
        })
        .collect();
    if !attachments.is_empty() {
        diesel::insert_into(mail_attachments::table).values(attachments).execute(tx.conn())?;
    }
    ask(tx, id)?;
    Ok(id)
}

/// The keyed hash by which an address can be found if no id says whose it is.
///
/// # Errors
/// Database errors.
pub fn address_hash(tx: &mut Tx, address: &EmailAddress) -> AppResult<String> {
    #[diesel::declare_sql_function]
    extern "SQL" {
        fn address_hash(address: diesel::sql_types::Text) -> diesel::sql_types::Text;
    }
    Ok(diesel::select(address_hash(address.to_string())).get_result(tx.conn())?)
}

/// Assigns to a user the mails that were sent to their address before it belonged to an account. Invoices are sent to a client's address
/// and belong to the client, whoever else uses that address.
pub fn claim(tx: &mut Tx, user: UserId, address: &EmailAddress) -> AppResult<()> {
    let nobodys = mails::table.filter(mails::recipient.eq(address)).filter(mails::user_id.is_null());
    let nobodys = nobodys
        .filter(mails::kind.ne("invoice"))
        .filter(mails::client_id.is_null().or(mails::kind.eq("registration")));
    diesel::update(nobodys).set(mails::user_id.eq(user)).execute(tx.conn())?;
    Ok(())
}

/// Returns the recipient of each invitation that was mailed to an address within the last day. Also counts invitations that the inviting
/// user may not see.
pub fn invitations_today(tx: &mut Tx, address: &EmailAddress) -> AppResult<Vec<Option<UserId>>> {
    let day = tx.now - Duration::days(1);
    tx.as_system(|tx| {
        Ok(mails::table
            // Literals, so that Postgres can use the partial index.
            .filter(fixed::<Bool>("mails.kind in ('invitation', 'invited_elsewhere')"))
            .filter(mails::recipient.eq(address))
            .filter(mails::created_at.gt(day))
            .select(mails::user_id)
            .load(tx.conn())?)
    })
}

/// Whether a user has been sent a mail of this kind since then.
pub fn was_sent(tx: &mut Tx, user: UserId, kind: &str, since: DateTime<Utc>) -> AppResult<bool> {
    let sent = mails::table
        .filter(mails::user_id.eq(user))
        .filter(mails::kind.eq(kind))
        .filter(mails::created_at.gt(since));
    Ok(diesel::select(diesel::dsl::exists(sent)).get_result(tx.conn())?)
}

/// Schedules a mail's delivery, unless that is already waiting.
pub(super) fn ask(tx: &mut Tx, id: MailId) -> AppResult<()> {
    jobs::enqueue(tx, Job::new(DELIVER, json!({ "mail": id })).once(id.to_string()))
}

/// A mail with everything needed to build its message.
pub(super) struct Outgoing {
    pub id: MailId,
    pub studio_name: String,
    /// The address for replies; may be empty.
    pub studio_email: String,
    pub recipient: String,
    pub recipient_name: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub created_at: DateTime<Utc>,
    pub attachments: Vec<Enclosed>,
}

/// An attachment with its bytes.
pub(super) struct Enclosed {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Reads a mail with its attachments. Returns `None` if it has been sent already, has expired, or this is a trial copy of the database.
pub(super) fn to_send(tx: &mut Tx, id: MailId) -> AppResult<Option<Outgoing>> {
    type Row = (String, String, String, String, String, DateTime<Utc>);
    let now = tx.now;
    let row: Option<Row> = mails::table
        .filter(mails::id.eq(id))
        .filter(mails::sent_at.is_null())
        .filter(mails::expires_at.is_null().or(mails::expires_at.gt(now)))
        .select((
            mails::recipient,
            mails::recipient_name,
            mails::subject,
            mails::text_body,
            mails::html_body,
            mails::created_at,
        ))
        .first(tx.conn())
        .optional()?;
    let Some((recipient, recipient_name, subject, text, html, created_at)) = row else { return Ok(None) };
    let studio = studios::table.select((studios::name, studios::email, studios::trial_since));
    let (studio_name, studio_email, trial): (_, _, Option<DateTime<Utc>>) = studio.first(tx.conn())?;
    if trial.is_some() {
        return Ok(None);
    }
    let attachments = enclosed(tx, id)?;
    Ok(Some(Outgoing {
        id,
        studio_name,
        studio_email,
        recipient,
        recipient_name,
        subject,
        text,
        html,
        created_at,
        attachments,
    }))
}

fn enclosed(tx: &mut Tx, id: MailId) -> AppResult<Vec<Enclosed>> {
    let rows: Vec<(String, String, BlobId)> = mail_attachments::table
        .filter(mail_attachments::mail_id.eq(id))
        .order(mail_attachments::position)
        .select((mail_attachments::name, mail_attachments::media_type, mail_attachments::blob_id))
        .load(tx.conn())?;
    rows.into_iter()
        .map(|(name, media_type, blob)| Ok(Enclosed { name, media_type, bytes: storage::bytes(tx, blob)? }))
        .collect()
}

/// Records that a mail was sent.
pub(super) fn sent(tx: &mut Tx, id: MailId) -> AppResult<()> {
    let now = tx.now;
    diesel::update(mails::table.filter(mails::id.eq(id)))
        .set((
            mails::sent_at.eq(now),
            mails::attempts.eq(mails::attempts + 1),
            mails::last_error.eq(None::<String>),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Records why a mail could not be sent.
pub(super) fn refused(tx: &mut Tx, id: MailId, cause: &str) -> AppResult<()> {
    diesel::update(mails::table.filter(mails::id.eq(id)))
        .set((mails::attempts.eq(mails::attempts + 1), mails::last_error.eq(one_line(cause, 500))))
        .execute(tx.conn())?;
    Ok(())
}

/// The number of mails that wait to be sent.
pub fn waiting(tx: &mut Tx) -> AppResult<i64> {
    let now = tx.now;
    Ok(mails::table
        .filter(mails::sent_at.is_null())
        .filter(mails::expires_at.is_null().or(mails::expires_at.gt(now)))
        .count()
        .get_result(tx.conn())?)
}

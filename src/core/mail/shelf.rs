//! The outbox as admins read it.

use chrono::{DateTime, Utc};
use diesel::{prelude::*, sql_types};

use super::{
    outbox::{self, DELIVER},
    rules::Facts,
};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    jobs,
    kernel::{
        ids::{BlobId, MailId},
        paging::{Page, PageSize},
    },
    schema::{mail_attachments, mails},
};

/// The number of mails on a page.
const PAGE: PageSize = PageSize(50);

/// A mail without its content.
#[derive(Debug, QueryableByName)]
pub struct Kept {
    #[diesel(sql_type = sql_types::Uuid)]
    pub id: MailId,
    #[diesel(sql_type = sql_types::Text)]
    pub kind: String,
    #[diesel(sql_type = sql_types::Text)]
    pub recipient: String,
    #[diesel(sql_type = sql_types::Text)]
    pub recipient_name: String,
    #[diesel(sql_type = sql_types::Text)]
    pub subject: String,
    #[diesel(sql_type = sql_types::Timestamptz)]
    pub created_at: DateTime<Utc>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Timestamptz>)]
    pub expires_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Timestamptz>)]
    pub sent_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = sql_types::Integer)]
    pub attempts: i32,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    pub last_error: Option<String>,
    /// Whether anyone who reads it can act as its recipient. Unknown for mails that the previous release wrote, and then taken to be true.
    #[diesel(sql_type = sql_types::Bool)]
    pub one_time_link: bool,
    #[diesel(sql_type = sql_types::Bool)]
    has_job: bool,
}

impl Kept {
    /// The facts that determine its state.
    pub fn facts(&self) -> Facts {
        Facts {
            sent_at: self.sent_at,
            expires_at: self.expires_at,
            attempts: self.attempts,
            has_job: self.has_job,
        }
    }
}

macro_rules! kept {
    ($which:literal) => {
        concat!(
            "select m.id, m.kind, m.recipient, m.recipient_name, m.subject, m.created_at, m.expires_at, m.sent_at, m.attempts,
                m.last_error, coalesce(m.one_time_link, true) as one_time_link,
                exists (select from jobs j where j.studio_id = m.studio_id and j.kind = 'mail.deliver'
                    and j.unique_key = m.id::text and j.died_at is null) as has_job
             from mails m ",
            $which
        )
    };
}

/// A page of the outbox, latest first, beginning after `before`.
pub fn listed(tx: &mut Tx, before: Option<MailId>) -> AppResult<Page<Kept>> {
    let page = kept!(
        "where $1 is null or (m.created_at, m.id) < (select created_at, id from mails where id = $1)
         order by m.created_at desc, m.id desc limit $2"
    );
    let read = diesel::sql_query(page)
        .bind::<sql_types::Nullable<sql_types::Uuid>, _>(before)
        .bind::<sql_types::BigInt, _>(PAGE.to_read())
        .load(tx.conn())?;
    Ok(PAGE.page(read, |mail: &Kept| mail.id))
}

/// The mails to which a blob is attached, oldest first. The PDF of one invoice has only a few.
pub fn that_enclose(tx: &mut Tx, blob: BlobId) -> AppResult<Vec<Kept>> {
    let enclosing = kept!(
        "join mail_attachments a on a.studio_id = m.studio_id and a.mail_id = m.id where a.blob_id = $1
         order by m.created_at, m.id limit 100"
    );
    Ok(diesel::sql_query(enclosing).bind::<sql_types::Uuid, _>(blob).load(tx.conn())?)
}

/// Reads a mail, its content as text, and the names of its attachments.
///
/// # Errors
/// Not found.
pub fn find(tx: &mut Tx, id: MailId) -> AppResult<(Kept, String, Vec<String>)> {
    let kept =
        diesel::sql_query(kept!("where m.id = $1")).bind::<sql_types::Uuid, _>(id).get_result(tx.conn())?;
    let text = mails::table.filter(mails::id.eq(id)).select(mails::text_body).first(tx.conn())?;
    let attachments = mail_attachments::table
        .filter(mail_attachments::mail_id.eq(id))
        .order(mail_attachments::position)
        .select(mail_attachments::name)
        .load(tx.conn())?;
    Ok((kept, text, attachments))
}

/// Schedules a mail's delivery again. It keeps its message id, so that a mailbox that has it already can detect that.
///
/// # Errors
/// Not found; conflict if it has expired.
pub fn resend(tx: &mut Tx, id: MailId) -> AppResult<()> {
    let expires_at: Option<DateTime<Utc>> =
        mails::table.filter(mails::id.eq(id)).select(mails::expires_at).first(tx.conn())?;
    if expires_at.is_some_and(|end| end <= tx.now) {
        return Err(AppError::Conflict("mail-expired-text"));
    }
    diesel::update(mails::table.filter(mails::id.eq(id)))
        .set((mails::sent_at.eq(None::<DateTime<Utc>>), mails::last_error.eq(None::<String>)))
        .execute(tx.conn())?;
    jobs::bury(tx, DELIVER, &id.to_string())?;
    outbox::ask(tx, id)
}

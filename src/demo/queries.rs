//! Queries that only the demo needs.

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    db::{Db, Tx},
    error::AppResult,
    kernel::ids::{ConversationId, InvoiceId, MessageId, StudioId},
    schema::{invoices, jobs, mails, messages, project_types, studio_hosts, users},
};

/// Every studio that has a host name.
pub fn studios(db: &Db) -> AppResult<Vec<StudioId>> {
    db.outside_here(|connection| Ok(studio_hosts::table.select(studio_hosts::studio_id).load(connection)?))
}

/// Whether a user has this email address.
pub fn knows(tx: &mut Tx, email: &str) -> AppResult<bool> {
    Ok(diesel::select(diesel::dsl::exists(users::table.filter(users::email.eq(email))))
        .get_result(tx.conn())?)
}

/// The ids of the studio's project types by name.
pub fn types(tx: &mut Tx) -> AppResult<HashMap<String, Uuid>> {
    let types: Vec<(String, Uuid)> =
        project_types::table.select((project_types::name, project_types::id)).load(tx.conn())?;
    Ok(types.into_iter().collect())
}

/// The conversation that a message belongs to.
pub fn conversation(tx: &mut Tx, message: MessageId) -> AppResult<ConversationId> {
    let said = messages::table.filter(messages::id.eq(message));
    Ok(said.select(messages::conversation_id).first(tx.conn())?)
}

/// The current revision of a draft.
pub fn revision(tx: &mut Tx, id: InvoiceId) -> AppResult<i32> {
    Ok(invoices::table.filter(invoices::id.eq(id)).select(invoices::revision).first(tx.conn())?)
}

/// Marks every mail of the demo as sent when it was written: it stays in the outbox as history and never reaches a mail server.
pub fn post_mail(tx: &mut Tx) -> AppResult<()> {
    diesel::update(mails::table.filter(mails::sent_at.is_null()))
        .set((mails::sent_at.eq(mails::created_at.nullable()), mails::attempts.eq(1)))
        .execute(tx.conn())?;
    diesel::delete(jobs::table.filter(jobs::kind.eq("mail.deliver"))).execute(tx.conn())?;
    Ok(())
}

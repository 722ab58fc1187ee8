//! Accounts: signing in and out, invitations, forgotten passwords, closed accounts.

mod address;
mod begetting;
mod enumeration;
mod faces;
pub mod factors;
mod invitations;
mod lifetimes;
pub mod limits;
mod meanwhile;
mod outstanding;
mod own_account;
mod passwords;
mod people;
pub mod phone;
mod places;
pub mod registration;
mod rotation;
mod sign_in;
mod signed_in;
mod tabs;
mod unmailed;
mod unproven;
mod ways_in;

use diesel::prelude::*;
use reprint::{
    kernel::ids::UserId,
    schema::{audit_entries, audit_particulars, mails, sessions, users},
};

use crate::support::{Person, Studio};

/// Gives a user the standard test password.
pub fn with_password(studio: &Studio, person: &Person) {
    studio.give_password(person);
}

/// The path of the link in the newest mail of a kind to an address, and the number of such mails.
pub fn link_to(studio: &Studio, kind: &'static str, email: &str) -> Option<(String, usize)> {
    let texts: Vec<String> = studio.set_up(|tx| {
        Ok(mails::table
            .filter(mails::kind.eq(kind).and(mails::recipient.eq(email)))
            .order(mails::id.desc())
            .select(mails::text_body)
            .load(tx.conn())?)
    });
    let line = texts.first()?.lines().find(|line| line.starts_with("http"))?;
    let path = line.splitn(4, '/').nth(3).expect("a link has a path");
    Some((format!("/{path}"), texts.len()))
}

/// An account's state.
pub fn state_of(studio: &Studio, id: UserId) -> String {
    studio.set_up(|tx| Ok(users::table.filter(users::id.eq(id)).select(users::state).first(tx.conn())?))
}

/// The number of a user's sessions.
pub fn sessions_of(studio: &Studio, id: UserId) -> i64 {
    studio.set_up(|tx| Ok(sessions::table.filter(sessions::user_id.eq(id)).count().get_result(tx.conn())?))
}

/// The facts of every audit entry of a kind, oldest first.
pub fn audited(studio: &Studio, kind: &str) -> Vec<serde_json::Value> {
    studio.set_up(|tx| {
        let told = audit_entries::table
            .inner_join(audit_particulars::table.on(audit_particulars::entry_id.eq(audit_entries::id)))
            .filter(audit_entries::kind.eq(kind));
        Ok(told.order(audit_entries::id).select(audit_particulars::facts).load(tx.conn())?)
    })
}

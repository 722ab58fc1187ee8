//! Mails with one-time links, with which anyone can act as the recipient: if there is a mail server, the outbox hides the links; otherwise
//! reading them is audited.

use std::{collections::BTreeSet, sync::Arc};

use diesel::prelude::*;
use reprint::{
    kernel::{ids::MailId, secret::Token, time::SystemClock},
    schema::{audit_entries, mails},
};

use super::studio;
use crate::{access::sweep::links, support::sink::Sink};

/// The token in a text, if there is one.
fn token(text: &str) -> Option<&str> {
    text.split(['/', '\n', ' ']).find(|part| part.parse::<Token>().is_ok())
}

#[test]
fn admins_cannot_read_one_time_links_unnoticed() {
    for can_send in [true, false] {
        let sink = Sink::new();
        let studio = studio(Arc::new(SystemClock), can_send.then_some(&sink));
        links(&studio);
        let ana = studio.sign_in(&studio.birch.manager);
        ana.get("/account/email").expect(200);
        ana.post("/account/email", &[("email", "ana.new@birch.example")]).expect(303);
        ana.post("/account/data", &[]).expect(303);
        studio.work_off();
        let written: Vec<(MailId, String, String, Option<bool>)> = studio.set_up(|tx| {
            let columns = (mails::id, mails::kind, mails::text_body, mails::one_time_link);
            Ok(mails::table.select(columns).load(tx.conn())?)
        });
        let secret: BTreeSet<&str> =
            written.iter().filter(|mail| token(&mail.2).is_some()).map(|mail| mail.1.as_str()).collect();
        let expected = ["email_change", "invitation", "password_reset", "registration"];
        assert_eq!(secret, BTreeSet::from(expected));
        let vera = studio.sign_in(&studio.admin);
        for (id, kind, text, marked) in &written {
            assert_eq!(*marked, Some(token(text).is_some()), "{kind}");
            let page = vera.get(&format!("/admin/mail/{id}")).expect(200);
            let read: i64 = studio.set_up(|tx| {
                let read = audit_entries::table.filter(audit_entries::subject_id.eq(id.uuid()));
                let read = read.filter(audit_entries::kind.eq("mail.secret_read"));
                Ok(read.count().get_result(tx.conn())?)
            });
            match token(text) {
                Some(token) if can_send => {
                    page.says("one-time link").lacks(token);
                }
                Some(token) => {
                    page.says(token);
                    assert_eq!(read, 1, "{kind}");
                }
                None => assert_eq!(read, 0, "{kind}"),
            }
        }
    }
}

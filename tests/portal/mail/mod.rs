//! Mail: sent through the outbox, to exactly one recipient, whatever text it contains.

mod secrets;

use std::sync::Arc;

use diesel::prelude::*;
use reprint::{
    kernel::{
        ids::MailId,
        locale::Locale,
        secret::Token,
        time::{Clock, FixedClock, SystemClock},
    },
    mail::{self, Attachment, Letter, Link, Mail},
    schema::mails,
    storage, urls,
};

use crate::support::{
    Served, Studio,
    sink::{Mood, Sink},
};

fn studio(clock: Arc<dyn Clock>, sink: Option<&Sink>) -> Studio {
    let url = sink.map(Sink::url);
    let variables: Vec<_> = url.iter().map(|url| ("SMTP_URL", url.as_str())).collect();
    Studio::at(&Served::with(clock, &variables))
}

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::at("2026-11-21T09:30:00Z".parse().unwrap()))
}

fn write(studio: &Studio, change: impl FnOnce(&mut Mail)) -> MailId {
    write_with(studio, &Token::random(), change)
}

/// Sends a mail that contains a link with this token.
fn write_with(studio: &Studio, token: &Token, change: impl FnOnce(&mut Mail)) -> MailId {
    studio.set_up(|tx| {
        let letter = Letter {
            locale: Locale::De,
            title: "Einladung für Ana".into(),
            paragraphs: vec!["Guten Tag.\n.\nBis bald.".into()],
            link: Some(Link::new(
                "Annehmen".into(),
                &studio.served.portal.config.web.public_url,
                urls::invitation(token),
            )?),
            notes: vec![],
        };
        let mut mail = Mail {
            kind: "invitation",
            to: "ana@birch.example".parse().unwrap(),
            name: "Ana Keller".into(),
            subject: letter.title.clone(),
            body: mail::letter(tx, &letter)?,
            attachments: vec![],
            concerns: mail::Concerns::default(),
            expires_at: None,
        };
        change(&mut mail);
        mail::send(tx, mail)
    })
}

fn row(studio: &Studio, id: MailId) -> (bool, i32, Option<String>) {
    studio.set_up(|tx| {
        let columns = (mails::sent_at.is_not_null(), mails::attempts, mails::last_error);
        Ok(mails::table.filter(mails::id.eq(id)).select(columns).first(tx.conn())?)
    })
}

#[test]
fn a_mail_is_sent_once_as_text_and_html_with_its_attachments() {
    let sink = Sink::new();
    let studio = studio(Arc::new(SystemClock), Some(&sink));
    let id = write(&studio, |_| ());
    let with_pdf = studio.set_up(|tx| storage::put_bytes(tx, None, b"%PDF-1.7 not really"));
    write(&studio, |mail| {
        mail.kind = "invoice";
        mail.attachments = vec![Attachment {
            name: "Rechnung \u{2028}Nr. 7 \"ü\".pdf".parse().unwrap(),
            media_type: "application/pdf",
            blob: with_pdf,
        }];
    });
    studio.work_off();
    studio.work_off();
    let heard = sink.heard();
    assert_eq!(heard.len(), 2, "{heard:#?}");
    assert_eq!(row(&studio, id), (true, 1, None));
    let first = &heard[0];
    assert_eq!(first.header("message-id"), format!("<{id}@localhost>"));
    assert_eq!(first.header("auto-submitted"), "auto-generated");
    assert!(first.header("content-type").starts_with("multipart/alternative"));
    assert!(first.message.contains("text/plain") && first.message.contains("text/html"));
    assert!(heard[1].header("content-type").starts_with("multipart/mixed"));
    assert!(heard[1].message.contains("application/pdf"));
}

#[test]
fn user_text_cannot_add_headers_or_a_second_mail() {
    let long = "x".repeat(3000);
    let nasty = [
        "Ana\r\nBcc: eve@evil.example",
        "Ana\nBcc: eve@evil.example",
        "Ana\rBcc: eve@evil.example",
        "Ana\u{2028}Bcc: eve@evil.example",
        "Ana\r\n.\r\nMAIL FROM:<eve@evil.example>\r\nRCPT TO:<all@evil.example>\r\nDATA\r\n",
        "\"Ana\" <eve@evil.example>",
        "Ana, eve@evil.example",
        "Ana\0\u{1b}[31m\u{202e}",
        "=?utf-8?q?Bcc:_eve@evil.example?=",
        "مرحبا \u{1f58c}\u{fe0f} \u{202e}gpj",
        &long,
        "",
    ];
    let sink = Sink::new();
    let studio = studio(Arc::new(SystemClock), Some(&sink));
    for text in nasty {
        studio.set_up(|tx| {
            let name: String = text.chars().filter(|c| *c != '\0').take(100).collect();
            let name = if name.is_empty() { "Studio".to_owned() } else { name };
            let studios = reprint::schema::studios::table;
            diesel::update(studios).set(reprint::schema::studios::name.eq(name)).execute(tx.conn())?;
            Ok(())
        });
        write(&studio, |mail| {
            mail.name = text.into();
            mail.subject = text.into();
            mail.body.text = format!("{text}\r\n.\r\nQUIT\r\n").replace('\0', "");
        });
        let before = sink.heard().len();
        studio.work_off();
        let heard = sink.heard();
        assert_eq!(heard.len(), before + 1, "{text:?}");
        let last = heard.last().unwrap();
        let starting = |verb: &str| last.commands.iter().filter(|line| line.starts_with(verb)).count();
        assert_eq!((starting("MAIL"), starting("RCPT"), starting("DATA")), (1, 1, 1), "{text:?}");
        assert!(
            last.commands.iter().any(|line| line == "RCPT TO:<ana@birch.example>"),
            "{:?}",
            last.commands
        );
        let names: Vec<_> =
            last.headers().iter().filter_map(|line| Some(line.split_once(':')?.0.to_lowercase())).collect();
        for name in &names {
            let known = [
                "from",
                "to",
                "subject",
                "date",
                "message-id",
                "auto-submitted",
                "mime-version",
                "content-type",
                "reply-to",
            ];
            assert!(known.contains(&name.as_str()), "{name} in {:#?}", last.headers());
        }
        assert!(
            last.header("to").contains("<ana@birch.example>") || last.header("to") == "ana@birch.example"
        );
        assert!(last.message.lines().all(|line| line.len() <= 998), "a line is too long for mail");
    }
}

#[test]
fn a_mail_is_retried_or_fails_depending_on_the_servers_response() {
    let (sink, clock) = (Sink::new(), clock());
    let studio = studio(clock.clone(), Some(&sink));
    sink.be(Mood::Busy);
    let id = write(&studio, |_| ());
    studio.work_off();
    let (sent, attempts, error) = row(&studio, id);
    assert!(!sent && attempts == 1 && error.unwrap().contains("later"));

    sink.be(Mood::Forgetful);
    clock.advance(chrono::Duration::minutes(1));
    studio.work_off();
    assert!(!row(&studio, id).0);

    sink.be(Mood::Kind);
    clock.advance(chrono::Duration::minutes(5));
    studio.work_off();
    assert_eq!(row(&studio, id), (true, 3, None));
    let ids: Vec<_> = sink.heard().iter().map(|heard| heard.header("message-id")).collect();
    assert!(
        ids.len() >= 3 && ids.iter().all(|each| *each == ids[0]),
        "the id changed between attempts: {ids:?}"
    );

    sink.be(Mood::Sour);
    let refused = write(&studio, |mail| mail.kind = "invoice");
    studio.work_off();
    let vera = studio.sign_in(&studio.admin);
    vera.get(&format!("/admin/mail/{refused}")).expect(200).says("Failed").says("no such mailbox");
    sink.be(Mood::Kind);
    vera.post(&format!("/admin/mail/{refused}/delivery"), &[]).expect(303);
    studio.work_off();
    vera.get(&format!("/admin/mail/{refused}")).expect(200).says("Sent");
}

#[test]
fn an_expired_mail_is_not_sent() {
    let (sink, clock) = (Sink::new(), clock());
    let studio = studio(clock.clone(), Some(&sink));
    let ends = clock.now() + chrono::Duration::hours(1);
    let id = write(&studio, |mail| mail.expires_at = Some(ends));
    clock.advance(chrono::Duration::hours(2));
    studio.work_off();
    assert_eq!((row(&studio, id).0, sink.heard().len()), (false, 0));
    let vera = studio.sign_in(&studio.admin);
    vera.get(&format!("/admin/mail/{id}")).expect(200).says("Expired");
    vera.post(&format!("/admin/mail/{id}/delivery"), &[]).expect(409);
}

#[test]
fn the_outbox_shows_links_only_if_there_is_no_mail_server() {
    let (sink, token) = (Sink::new(), Token::random());
    let secret = &*token.text();
    let (with, without) = (studio(Arc::new(SystemClock), Some(&sink)), studio(Arc::new(SystemClock), None));
    let hidden = write_with(&with, &token, |_| ());
    let vera = with.sign_in(&with.admin);
    vera.get(&format!("/admin/mail/{hidden}")).expect(200).says("one-time link").lacks(secret);
    vera.get("/admin/mail").expect(200).says("Einladung für Ana").says("Queued").lacks(secret);
    let open = write(&with, |mail| {
        mail.kind = "invoice";
        mail.body.text = "<b>not bold</b>".into();
        mail.body.html = "<b>bold</b>".into();
        mail.body.one_time_link = false;
    });
    vera.get(&format!("/admin/mail/{open}")).expect(200).says("<b>not bold</b>").lacks("<b>");

    let shown = write_with(&without, &token, |_| ());
    without.work_off();
    let vera = without.sign_in(&without.admin);
    vera.get(&format!("/admin/mail/{shown}")).expect(200).says(secret).says("Not sent");
    vera.get("/admin/mail").expect(200).says("No mail server is set up").lacks(secret);
    without.sign_in(&without.staff).get("/admin/mail").expect(403);
    without.sign_in(&without.birch.manager).get(&format!("/admin/mail/{shown}")).expect(404);
    with.sign_in(&with.admin).get(&format!("/admin/mail/{shown}")).expect(404);
}

#[test]
fn the_outbox_is_paginated() {
    let studio = studio(Arc::new(SystemClock), None);
    for n in 0..60 {
        write(&studio, |mail| mail.subject = format!("Nummer {n:02}"));
    }
    let vera = studio.sign_in(&studio.admin);
    let first = vera.get("/admin/mail").expect(200).says("Nummer 59").lacks("Nummer 09");
    let older = first.attributes("a[rel='next']", "href").remove(0);
    vera.get(&older).expect(200).says("Nummer 09").says("Nummer 00").lacks("Nummer 10");
}

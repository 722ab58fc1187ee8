//! Letters about registering with a client code and about changing an account's address.

use chrono::Duration;
use url::Url;

use super::{
    forms::Applicant,
    model::{Registration, User},
    queries,
    rules::{EMAIL_CHANGE_LASTS, REGISTRATION_LASTS},
};
use crate::{
    access::{Role, Standing},
    db::Tx,
    error::AppResult,
    kernel::{
        EmailAddress, Locale, Token,
        ids::{ClientId, UserId},
    },
    mail::{self, Concerns, Letter, Link, Mail, Target},
    urls,
    words::Words,
};

/// The recipient of a letter, and its language.
struct To<'a> {
    email: &'a EmailAddress,
    name: &'a str,
    locale: Locale,
    concerns: Concerns,
}

/// The text of a letter, as translation keys.
struct Keys {
    title: &'static str,
    text: &'static str,
    /// The label of its button, if it has a link.
    link: &'static str,
    note: &'static str,
}

/// The content of a letter.
struct Content<'a> {
    kind: &'static str,
    keys: Keys,
    mentions: &'a [(&'static str, &'a str)],
    link: Option<Target>,
    lasts: Option<Duration>,
}

fn send(tx: &mut Tx, to: To, content: Content, base_url: &Url) -> AppResult<()> {
    let words = Words::of(to.locale);
    let mentions: Vec<_> = content.mentions.iter().map(|(name, value)| (*name, (*value).into())).collect();
    let say = |key: &str| words.with(key, &mentions);
    let link = content.link.map(|to| Link::new(say(content.keys.link), base_url, to)).transpose()?;
    let letter = Letter {
        locale: to.locale,
        title: say(content.keys.title),
        paragraphs: vec![hello(words, to.name), say(content.keys.text)],
        link,
        notes: vec![say(content.keys.note)],
    };
    let mail = Mail {
        kind: content.kind,
        to: to.email.clone(),
        name: to.name.to_owned(),
        subject: letter.title.clone(),
        body: mail::letter(tx, &letter)?,
        attachments: Vec::new(),
        concerns: to.concerns,
        expires_at: content.lasts.map(|lasts| tx.now + lasts),
    };
    mail::send(tx, mail).map(drop)
}

fn hello(words: &Words, name: &str) -> String {
    match name {
        "" => words.text("accounts-mail-hello-unnamed"),
        name => words.with("accounts-mail-hello", &[("name", name.into())]),
    }
}

/// Sends an applicant the link that proves their address.
pub fn registration(
    tx: &mut Tx,
    to: &Applicant,
    client: ClientId,
    token: &Token,
    locale: Locale,
    base_url: &Url,
) -> AppResult<()> {
    let member = Role::Client { client, standing: Standing::Member };
    let company = queries::company(tx, member)?;
    let concerns = Concerns { client: Some(client), ..Concerns::default() };
    let client = company.client.unwrap_or_default();
    let content = Content {
        kind: "registration",
        keys: Keys {
            title: "accounts-mail-registration-title",
            text: "accounts-mail-registration-text",
            link: "accounts-mail-registration-link",
            note: "accounts-mail-registration-note",
        },
        mentions: &[("studio", &company.studio), ("client", &client)],
        link: Some(urls::registration(token).into()),
        lasts: Some(REGISTRATION_LASTS),
    };
    // No name: the address may belong to anyone, and what was typed as a name could be a message to them.
    let to = To { email: &to.email, name: "", locale, concerns };
    send(tx, to, content, base_url)
}

/// Tells an applicant that they already have an account. Only the account's owner gets this mail.
pub fn registered_already(tx: &mut Tx, to: &User, base_url: &Url) -> AppResult<()> {
    let said = (
        "registered_already",
        Keys {
            title: "accounts-mail-already-title",
            text: "accounts-mail-already-text",
            link: "accounts-mail-already-link",
            note: "accounts-mail-already-note",
        },
        Some(urls::SIGN_IN.into()),
    );
    to_user(tx, to, said, &[], None, base_url)
}

/// Tells the user who created a client code that someone has registered with it.
pub fn registered(
    tx: &mut Tx,
    to: &User,
    by: &Registration,
    account: UserId,
    base_url: &Url,
) -> AppResult<()> {
    let member = Role::Client { client: by.client_id, standing: Standing::Member };
    let client = queries::company(tx, member)?.client.unwrap_or_default();
    let mentions = [("who", by.name.as_str()), ("client", &client), ("address", by.email.as_str())];
    let said = (
        "registered",
        Keys {
            title: "accounts-mail-registered-title",
            text: "accounts-mail-registered-text",
            link: "accounts-mail-registered-link",
            note: "accounts-mail-registered-note",
        },
        Some(urls::client(by.client_id).into()),
    );
    let concerns = Concerns { client: Some(by.client_id), others: vec![account], ..Concerns::reader(to.id) };
    to_somebody(tx, to, concerns, said, &mentions, None, base_url)
}

/// Asks both addresses of an account to confirm that the new one replaces the old one.
pub fn email_change(
    tx: &mut Tx,
    user: &User,
    new: &EmailAddress,
    (to_new, to_old): (Option<&Token>, &Token),
    base_url: &Url,
) -> AppResult<()> {
    let page = |token: &Token| Some(urls::email_change(token).into());
    let lasts = Some(EMAIL_CHANGE_LASTS);
    let mentions = [("new", new.as_str())];
    // The new address may have an owner now or later, who can have the mail erased.
    let concerns =
        || Concerns { client: user.client_id, address: Some(new.clone()), ..Concerns::reader(user.id) };
    to_somebody(
        tx,
        user,
        concerns(),
        (
            "email_change",
            Keys {
                title: "accounts-mail-change-old-title",
                text: "accounts-mail-change-old-text",
                link: "accounts-mail-change-old-link",
                note: "accounts-mail-change-old-note",
            },
            page(to_old),
        ),
        &mentions,
        lasts,
        base_url,
    )?;
    match to_new {
        Some(token) => {
            // No name: the address may belong to anyone, and the name was typed by the account's owner.
            let there = User { email: new.clone(), name: String::new(), ..user.clone() };
            let said = (
                "email_change",
                Keys {
                    title: "accounts-mail-change-new-title",
                    text: "accounts-mail-change-new-text",
                    link: "accounts-mail-change-new-link",
                    note: "accounts-mail-change-new-note",
                },
                page(token),
            );
            to_somebody(tx, &there, concerns(), said, &mentions, lasts, base_url)
        }
        None => Ok(()),
    }
}

/// Tells a user that another account tried to change to their address, and was refused.
pub fn email_wanted(tx: &mut Tx, owner: &User, base_url: &Url) -> AppResult<()> {
    to_user(
        tx,
        owner,
        (
            "email_wanted",
            Keys {
                title: "accounts-mail-wanted-title",
                text: "accounts-mail-wanted-text",
                link: "",
                note: "accounts-mail-wanted-note",
            },
            None,
        ),
        &[],
        None,
        base_url,
    )
}

/// Tells both addresses that the new one has replaced the old one.
pub fn email_changed(tx: &mut Tx, user: &User, new: &EmailAddress, base_url: &Url) -> AppResult<()> {
    let mentions = [("new", new.as_str())];
    for email in [user.email.clone(), new.clone()] {
        let there = User { email, ..user.clone() };
        to_user(
            tx,
            &there,
            (
                "email_changed",
                Keys {
                    title: "accounts-mail-moved-title",
                    text: "accounts-mail-moved-text",
                    link: "",
                    note: "accounts-mail-moved-note",
                },
                None,
            ),
            &mentions,
            None,
            base_url,
        )?;
    }
    Ok(())
}

/// Sends a letter that concerns only its recipient.
fn to_user(
    tx: &mut Tx,
    user: &User,
    said: (&'static str, Keys, Option<Target>),
    mentions: &[(&'static str, &str)],
    lasts: Option<Duration>,
    base_url: &Url,
) -> AppResult<()> {
    let concerns = Concerns { client: user.client_id, ..Concerns::reader(user.id) };
    to_somebody(tx, user, concerns, said, mentions, lasts, base_url)
}

fn to_somebody(
    tx: &mut Tx,
    user: &User,
    concerns: Concerns,
    (kind, keys, link): (&'static str, Keys, Option<Target>),
    mentions: &[(&'static str, &str)],
    lasts: Option<Duration>,
    base_url: &Url,
) -> AppResult<()> {
    let company = queries::company(tx, user.role())?;
    let mentions = [&[("studio", company.studio.as_str())], mentions].concat();
    let locale = user.locale.unwrap_or(company.locale);
    let to = To { email: &user.email, name: &user.name, locale, concerns };
    send(tx, to, Content { kind, keys, mentions: &mentions, link, lasts }, base_url)
}

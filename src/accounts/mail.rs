//! Mail about accounts: invitations, password resets and security notices.

use url::Url;

use super::{
    model::{Invitee, User},
    queries,
    rules::{INVITATION_LASTS, LOCKED_FOR, RESET_LASTS, WARN_AGAIN_AFTER},
};
use crate::{
    db::Tx,
    error::AppResult,
    kernel::{Token, agent, ids::UserId},
    mail::{self, Concerns, Letter, Link, Mail},
    urls,
    words::Words,
};

/// Sends an invitation, in the language of the invitee's company.
pub fn invitation(tx: &mut Tx, user: UserId, to: &Invitee, token: &Token, base_url: &Url) -> AppResult<()> {
    let company = queries::company(tx, to.role)?;
    let words = Words::of(company.locale);
    let named = [("studio", company.studio.as_str().into())];
    // No names of people, neither the invitee's nor the inviter's: the address is not proved yet, and the inviter chose
    // both names.
    let text = match &company.client {
        Some(client) => words
            .with("accounts-mail-invitation-client", &[named[0].clone(), ("client", client.as_str().into())]),
        None if tx.scope.user.is_some() => words.with("accounts-mail-invitation-studio", &named),
        None => words.with("accounts-mail-invitation-first", &named),
    };
    let letter = Letter {
        locale: company.locale,
        title: words.with("accounts-mail-invitation-title", &named),
        paragraphs: vec![words.text("accounts-mail-hello-unnamed"), text],
        link: Some(Link::new(
            words.text("accounts-mail-invitation-link"),
            base_url,
            urls::invitation(token),
        )?),
        notes: vec![
            words.with("accounts-mail-invitation-lasts", &[("days", INVITATION_LASTS.num_days().into())]),
            words.text("accounts-mail-invitation-unasked"),
        ],
    };
    let mail = Mail {
        kind: "invitation",
        to: to.email.clone(),
        name: String::new(),
        subject: letter.title.clone(),
        body: mail::letter(tx, &letter)?,
        attachments: Vec::new(),
        concerns: Concerns {
            reader: Some(user),
            client: to.role.columns().1,
            others: tx.scope.user.into_iter().collect(),
            ..Concerns::default()
        },
        expires_at: Some(tx.now + INVITATION_LASTS),
    };
    mail::send(tx, mail).map(drop)
}

/// Tells someone whom a client's manager invited that their address is already in use in the studio, so that this
/// invitation is not for them. The inviter does not find out.
pub fn invited_elsewhere(tx: &mut Tx, stand_in: UserId, to: &Invitee, base_url: &Url) -> AppResult<()> {
    let company = queries::company(tx, to.role)?;
    let words = Words::of(company.locale);
    let named =
        [("studio", company.studio.as_str().into()), ("client", company.client.unwrap_or_default().into())];
    let letter = Letter {
        locale: company.locale,
        title: words.with("accounts-mail-elsewhere-title", &named[..1]),
        paragraphs: vec![
            words.text("accounts-mail-hello-unnamed"),
            words.with("accounts-mail-elsewhere-text", &named),
        ],
        link: Some(Link::new(words.text("accounts-mail-elsewhere-link"), base_url, urls::SIGN_IN)?),
        notes: vec![words.text("accounts-mail-invitation-unasked")],
    };
    let mail = Mail {
        kind: "invited_elsewhere",
        to: to.email.clone(),
        name: String::new(),
        subject: letter.title.clone(),
        body: mail::letter(tx, &letter)?,
        attachments: Vec::new(),
        concerns: Concerns {
            reader: Some(stand_in),
            client: to.role.columns().1,
            others: tx.scope.user.into_iter().collect(),
            ..Concerns::default()
        },
        expires_at: Some(tx.now + INVITATION_LASTS),
    };
    mail::send(tx, mail).map(drop)
}

/// Sends a link for choosing a new password, always to the address on file, whatever was typed.
pub fn password_reset(tx: &mut Tx, to: &User, token: &Token, base_url: &Url) -> AppResult<()> {
    let (words, letter) = letter_to(tx, to, "accounts-mail-reset-title", "accounts-mail-reset-text")?;
    let letter = Letter {
        link: Some(Link::new(words.text("accounts-mail-reset-link"), base_url, urls::password_reset(token))?),
        notes: vec![
            words.with("accounts-mail-reset-lasts", &[("minutes", RESET_LASTS.num_minutes().into())]),
            words.text("accounts-mail-reset-unasked"),
        ],
        ..letter
    };
    send(tx, "password_reset", to, &letter, Some(RESET_LASTS))
}

/// Tells a user that their password was changed, in case they did not do it themselves.
pub fn password_changed(tx: &mut Tx, to: &User) -> AppResult<()> {
    let (words, letter) = letter_to(tx, to, "accounts-mail-changed-title", "accounts-mail-changed-text")?;
    let letter = Letter { notes: vec![words.text("accounts-mail-changed-unasked")], ..letter };
    send(tx, "password_changed", to, &letter, None)
}

/// Tells a user about a sign-in from a browser they have not used before.
pub fn new_browser(tx: &mut Tx, to: &User) -> AppResult<()> {
    let browser = browser_of(tx, to);
    notice(tx, to, "new-browser", &[("browser", browser)])
}

/// Tells a user that one of their sessions is being used in a second browser.
pub fn two_browsers(tx: &mut Tx, to: &User) -> AppResult<()> {
    let browser = browser_of(tx, to);
    notice(tx, to, "two-browsers", &[("browser", browser)])
}

/// The same for an incomplete sign-in. Returns whether a mail was sent, which is at most once a day.
pub fn two_browsers_in_incomplete_sign_in(tx: &mut Tx, to: &User) -> AppResult<bool> {
    let browser = browser_of(tx, to);
    once_a_day(tx, to, "half_way_twice", "two-browsers", &[("browser", browser)])
}

/// Tells a user that wrong passwords were tried before this sign-in.
pub fn tries_before(tx: &mut Tx, to: &User, failures: i32) -> AppResult<()> {
    notice(tx, to, "tries-before", &[("tries", failures.to_string())])
}

/// Tells a user that their account is temporarily locked for browsers they have not used before.
pub fn account_locked(tx: &mut Tx, to: &User) -> AppResult<()> {
    notice(tx, to, "account-rests", &[("minutes", LOCKED_FOR.num_minutes().to_string())])
}

/// Tells a user that their password is being used repeatedly without the second factor. Returns whether a mail was
/// sent, which is at most once a day.
pub fn incomplete_sign_ins(tx: &mut Tx, to: &User) -> AppResult<bool> {
    once_a_day(tx, to, "half_way", "half-way", &[])
}

/// Sends a [`notice`] under its own mail kind, unless one was sent within the last day. Returns whether it was sent.
fn once_a_day(
    tx: &mut Tx,
    to: &User,
    kind: &'static str,
    words: &str,
    named: &[(&'static str, String)],
) -> AppResult<bool> {
    if mail::was_sent(tx, to.id, kind, tx.now - WARN_AGAIN_AFTER)? {
        return Ok(false);
    }
    let letter = on_safety(tx, to, words, named)?;
    send(tx, kind, to, &letter, None)?;
    Ok(true)
}

/// Sends a short security notice: the words `accounts-mail-KIND-title` and `-text`, the address the action came from,
/// and what to do if it was someone else.
pub fn notice(tx: &mut Tx, to: &User, kind: &str, named: &[(&'static str, String)]) -> AppResult<()> {
    let letter = on_safety(tx, to, kind, named)?;
    send(tx, "security_notice", to, &letter, None)
}

fn on_safety(tx: &mut Tx, to: &User, kind: &str, named: &[(&'static str, String)]) -> AppResult<Letter> {
    let company = queries::company(tx, to.role())?;
    let locale = to.locale.unwrap_or(company.locale);
    let words = Words::of(locale);
    let mut facts = vec![("studio", company.studio.into()), ("address", tx.origin.address.clone().into())];
    facts.extend(named.iter().map(|(name, value)| (*name, value.clone().into())));
    Ok(Letter {
        locale,
        title: words.with(&format!("accounts-mail-{kind}-title"), &facts),
        paragraphs: vec![
            words.with("accounts-mail-hello", &[("name", to.name.as_str().into())]),
            words.with(&format!("accounts-mail-{kind}-text"), &facts),
        ],
        notes: vec![words.text("accounts-mail-not-you")],
        ..Letter::default()
    })
}

/// Describes the browser of the request, in the user's language.
fn browser_of(tx: &Tx, to: &User) -> String {
    let words = Words::of(to.locale.unwrap_or_default());
    match agent::in_words(&tx.origin.agent) {
        ("", "") => words.text("accounts-browser-unknown"),
        (browser, "") => browser.to_owned(),
        ("", system) => system.to_owned(),
        (browser, system) => {
            words.with("accounts-browser-on", &[("browser", browser.into()), ("system", system.into())])
        }
    }
}

fn letter_to(tx: &mut Tx, to: &User, title: &str, text: &str) -> AppResult<(&'static Words, Letter)> {
    let company = queries::company(tx, to.role())?;
    let locale = to.locale.unwrap_or(company.locale);
    let words = Words::of(locale);
    let hello = words.with("accounts-mail-hello", &[("name", to.name.as_str().into())]);
    let named = [("studio", company.studio.into())];
    let letter = Letter {
        locale,
        title: words.with(title, &named),
        paragraphs: vec![hello, words.with(text, &named)],
        ..Letter::default()
    };
    Ok((words, letter))
}

fn send(
    tx: &mut Tx,
    kind: &'static str,
    to: &User,
    letter: &Letter,
    lasts: Option<chrono::Duration>,
) -> AppResult<()> {
    let mail = Mail {
        kind,
        to: to.email.clone(),
        name: to.name.clone(),
        subject: letter.title.clone(),
        body: mail::letter(tx, letter)?,
        attachments: Vec::new(),
        concerns: Concerns { client: to.client_id, ..Concerns::reader(to.id) },
        expires_at: lasts.map(|lasts| tx.now + lasts),
    };
    mail::send(tx, mail).map(drop)
}

//! The letters about accounts.

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

/// Brings someone their invitation, in the language of their company.
pub fn invitation(tx: &mut Tx, user: UserId, to: &Invitee, token: &Token, base_url: &Url) -> AppResult<()> {
    let company = queries::company(tx, to.role)?;
    let words = Words::of(company.locale);
    let named = [("studio", company.studio.as_str().into())];
    // No names of people, neither theirs nor of whoever invites: nobody has proved the address yet, and both are typed by the one who invites.
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

/// Tells someone whom a client's manager invited that their address has its place in the studio already, so that this invitation is
/// none for them. Whoever invites does not learn it.
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

/// Brings someone a link to a new password: to the address on file, whatever was typed.
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

/// Tells someone that their password was changed, in case it was not them.
pub fn password_changed(tx: &mut Tx, to: &User) -> AppResult<()> {
    let (words, letter) = letter_to(tx, to, "accounts-mail-changed-title", "accounts-mail-changed-text")?;
    let letter = Letter { notes: vec![words.text("accounts-mail-changed-unasked")], ..letter };
    send(tx, "password_changed", to, &letter, None)
}

/// Tells someone that they, or somebody else, signed in with a browser not seen before.
pub fn new_browser(tx: &mut Tx, to: &User) -> AppResult<()> {
    let browser = browser_of(tx, to);
    notice(tx, to, "new-browser", &[("browser", browser)])
}

/// Tells someone that their session is used in a second browser.
pub fn two_browsers(tx: &mut Tx, to: &User) -> AppResult<()> {
    let browser = browser_of(tx, to);
    notice(tx, to, "two-browsers", &[("browser", browser)])
}

/// The same of a sign-in that is not whole; true, where they were not told within the last day.
pub fn two_browsers_on_the_way_in(tx: &mut Tx, to: &User) -> AppResult<bool> {
    let browser = browser_of(tx, to);
    once_a_day(tx, to, "half_way_twice", "two-browsers", &[("browser", browser)])
}

/// Tells someone that wrong passwords came before this sign-in.
pub fn tries_before(tx: &mut Tx, to: &User, failures: i32) -> AppResult<()> {
    notice(tx, to, "tries-before", &[("tries", failures.to_string())])
}

/// Tells someone that their account rests for browsers they have not used yet.
pub fn account_locked(tx: &mut Tx, to: &User) -> AppResult<()> {
    notice(tx, to, "account-rests", &[("minutes", LOCKED_FOR.num_minutes().to_string())])
}

/// Tells someone that their password is shown again and again without a factor; true, where they were not told within the last day.
pub fn incomplete_sign_ins(tx: &mut Tx, to: &User) -> AppResult<bool> {
    once_a_day(tx, to, "half_way", "half-way", &[])
}

/// A [`notice`] under a kind of mail of its own, by which it is told that none was sent within the last day; false, where one was.
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

/// A short letter on the safety of an account: `accounts-mail-KIND-title` and `-text`, from where it was done, and what to do if it
/// was somebody else.
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

/// The browser that asks, in words of its owner's language.
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

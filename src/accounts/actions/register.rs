//! Registering with a client code. The address is proved before there is an account; only its owner learns whether it
//! already has one.

use serde_json::json;
use url::Url;

use super::admit::{Admitted, Way, admit};
use crate::{
    access::{Role, Standing},
    accounts::{
        forms::Applicant,
        kinds::{AuditKind, EventKind},
        letters,
        model::{Hashed, NewUser, Registration, State, User},
        queries::{self, passwords, places, registrations, stand_ins},
        rules,
    },
    audit::{self, Subject},
    db::Tx,
    error::{AppError, AppResult},
    events::{self, Event},
    kernel::{
        EmailAddress, Name, Token,
        ids::{ClientId, UserId},
        locale::Locale,
        sha256::Sha256,
    },
};

/// The outcome of an application with a client code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// A mail is queued, unless the address was sent one very recently.
    Asked,
    /// The code does not belong to any client.
    WrongCode,
    /// The daily limit has been reached, for the codes of this client or of all clients together.
    TooMany,
}

/// Records an application, and mails its address a link, in the language of the form. If the address already has an
/// account, its owner is told so instead.
pub fn apply(tx: &mut Tx, applicant: &Applicant, locale: Locale, base_url: &Url) -> AppResult<Applied> {
    let Applicant { code, name, email } = applicant;
    let facts = queries::address_facts(tx, email)?;
    let Some(holder) = registrations::holder(tx, code)? else {
        audit::record(tx, AuditKind::RegistrationRefused, Subject::NOTHING, facts)?;
        return Ok(Applied::WrongCode);
    };
    let recent = registrations::applied_within(tx, email, rules::LINKS_COUNT_FOR)?;
    if !rules::link_is_mailed(&recent, tx.now) {
        return Ok(Applied::Asked);
    }
    if registrations::too_many_today(tx, holder.1)? {
        return Ok(Applied::TooMany);
    }
    let known = holder_of(tx, email, holder.1)?;
    let token = registrations::insert(tx, holder, name, email)?;
    match known {
        None => letters::registration(tx, applicant, holder.1, &token, locale, base_url)?,
        Some(user) if user.state != State::Deactivated => letters::registered_already(tx, &user, base_url)?,
        Some(_) => {}
    }
    audit::record(tx, AuditKind::RegistrationAsked, holder.1, facts)?;
    Ok(Applied::Asked)
}

/// The owner of an address, if it is not available to an applicant for a client: an account that has been joined, one
/// of the studio's own, or one that this client has closed. A pending invitation does not block the address; the
/// applicant proves ownership by the link.
fn holder_of(tx: &mut Tx, email: &EmailAddress, client: ClientId) -> AppResult<Option<User>> {
    let Some(user) = queries::by_address(tx, email)? else { return Ok(None) };
    let closed_here = user.state == State::Deactivated && user.client_id == Some(client);
    let works_here = user.client_id.is_none();
    Ok((works_here || closed_here || passwords::has_joined(tx, &user)?).then_some(user))
}

/// Creates the account that was applied for, with its password, and admits the user. Returns `None` if the link is no
/// longer valid.
///
/// # Errors
/// Conflict, if the client is archived, so that no one can join it.
pub fn register(
    tx: &mut Tx,
    token: &Token,
    hash: &Hashed,
    browser: Sha256,
    base_url: &Url,
) -> AppResult<Option<Admitted>> {
    let Some(asked) = registrations::bearer(tx, token)? else { return Ok(None) };
    places::hold_open_client(tx, asked.client_id)?;
    if !registrations::use_up(tx, &asked.email, token)? {
        return Ok(None);
    }
    let Some(user) = create_account(tx, &asked)? else { return Ok(None) };
    passwords::keep_password(tx, user.id, hash)?;
    record(tx, &asked, user.id)?;
    registrations::assign_address(tx, user.id, &asked.email)?;
    let made_by = queries::user(tx, asked.made_by)?;
    if made_by.state == State::Active {
        letters::registered(tx, &made_by, &asked, user.id, base_url)?;
    }
    admit(tx, &user, Way::Registration, browser).map(Some)
}

/// Returns `None` if the address has been taken by another account. A user who has been invited to this client gets the
/// role of the invitation.
fn create_account(tx: &mut Tx, asked: &Registration) -> AppResult<Option<User>> {
    stand_ins::free_address(tx, &asked.email, Some(asked.client_id))?;
    stand_ins::release(tx, asked.client_id, &asked.email)?;
    let invited =
        queries::by_address(tx, &asked.email)?.filter(|user| user.client_id == Some(asked.client_id));
    if let Some(User { id, .. }) = invited {
        return if stand_ins::activate(tx, id)? { queries::user(tx, id).map(Some) } else { Ok(None) };
    }
    let role = Role::Client { client: asked.client_id, standing: Standing::Member };
    let name =
        Name::parse(&asked.name).map_err(|_| AppError::Internal("a stored name is not valid".to_owned()))?;
    let new = NewUser { name, email: asked.email.clone(), role, state: State::Active, locale: None };
    match queries::create_user(tx, &new) {
        Err(AppError::Conflict(_)) => Ok(None),
        created => queries::user(tx, created?).map(Some),
    }
}

fn record(tx: &mut Tx, asked: &Registration, user: UserId) -> AppResult<()> {
    let facts = json!({ "client": asked.client_id });
    audit::record_as(tx, Some(user), AuditKind::UserRegistered, user, facts)?;
    events::record(tx, Event::new(EventKind::AccountRegistered).of_client(asked.client_id).about(user))
}

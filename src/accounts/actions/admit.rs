//! Admission: every way of signing in ends here, once the user has proved who they are.

use serde_json::json;

use crate::{
    access::SignIn,
    accounts::{
        actions::suspicion::record_suspicion,
        factors::standing,
        kinds::AuditKind,
        mail,
        model::User,
        queries::{devices, sessions as rows},
        rules,
    },
    audit,
    db::Tx,
    error::AppResult,
    kernel::{ids::DeviceId, sha256::Sha256},
    sessions::{self, NewCookie, NewSession, Stage, Voucher},
};

/// How a user has proved who they are.
#[derive(Debug, Clone, Copy)]
pub enum Way {
    Password,
    /// From a device that verified its user, so it counts as both factors.
    Passkey,
    /// A signed-in phone has confirmed this browser: what was proved in the phone's session counts here too.
    Phone(Voucher),
    Invitation,
    Registration,
}

impl Way {
    /// The code stored in audit entries.
    const fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passkey => "passkey",
            Self::Phone(_) => "phone",
            Self::Invitation => "invitation",
            Self::Registration => "registration",
        }
    }
}

/// The stage of a new session, and its cookie.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// Whole, or the step that is still missing.
    pub stage: Stage,
    pub cookie: NewCookie,
}

/// Starts a session for a user who has proved who they are, and decides whether a second factor is still due. `browser`
/// is the digest of the browser's token. It becomes a known browser of the user only if nothing more is due; otherwise
/// [`complete`] or enrolling a factor makes it one. The caller has locked the user's row, so that nothing the decision
/// depends on can change concurrently.
///
/// # Errors
/// Signed out, if the account is not active.
pub fn admit(tx: &mut Tx, user: &User, way: Way, browser: Sha256) -> AppResult<Admitted> {
    let stage = stage_after(tx, user, way)?;
    let device = match stage {
        Stage::Whole => Some(trust_browser(tx, user, browser)?),
        Stage::Factor | Stage::Enrolment => known_browser(tx, user, way, browser)?,
    };
    let voucher = if let Way::Phone(voucher) = way { Some(voucher) } else { None };
    let new = NewSession { user: user.id, role: user.role(), stage, device, voucher };
    let cookie = sessions::start(tx, &new)?;
    let facts = json!({ "stage": stage, "by": way.code() });
    audit::record_as(tx, Some(user.id), AuditKind::SessionOpened, user.id, facts)?;
    Ok(Admitted { stage, cookie })
}

/// Completes a sign-in whose owner has now proved the second factor; the browser becomes a known one.
///
/// # Errors
/// Signed out, if the sign-in has ended, or its cookie has been replaced since the request was sent.
pub fn complete(tx: &mut Tx, user: &User, sign_in: &SignIn, browser: Sha256) -> AppResult<Admitted> {
    let device = trust_browser(tx, user, browser)?;
    let cookie = sessions::complete_authentication(tx, sign_in, Some(device))?;
    Ok(Admitted { stage: Stage::Whole, cookie })
}

/// The step that is still missing after the user has proved themselves in the given way.
fn stage_after(tx: &mut Tx, user: &User, way: Way) -> AppResult<Stage> {
    if let Way::Passkey = way {
        return Ok(Stage::Whole);
    }
    match (standing::stage_after_password(tx, user)?, way) {
        (Stage::Factor, Way::Phone(_)) => Ok(Stage::Whole),
        (stage, _) => Ok(stage),
    }
}

/// Makes the browser of a complete sign-in a known one of the user. The first one is accepted silently; for each
/// further one the user is notified by mail.
pub fn trust_browser(tx: &mut Tx, user: &User, browser: Sha256) -> AppResult<DeviceId> {
    if let Some(device) = devices::lock(tx, user.id, browser)? {
        devices::touch(tx, device.id)?;
        return Ok(device.id);
    }
    let has_others = devices::any(tx, user.id)?;
    let device = devices::add(tx, user.id, browser)?;
    if has_others {
        mail::new_browser(tx, user)?;
        record_suspicion(tx, user, "a new browser")?;
    }
    Ok(device)
}

/// The device of an incomplete sign-in, if it is a known browser of the user. After several correct passwords in a row
/// from other browsers the user is notified, at most once a day, since someone knows their password.
fn known_browser(tx: &mut Tx, user: &User, way: Way, browser: Sha256) -> AppResult<Option<DeviceId>> {
    if let Some(device) = devices::lock(tx, user.id, browser)? {
        return Ok(Some(device.id));
    }
    if let Way::Password = way {
        let others = rows::incomplete_elsewhere(tx, user.id)?;
        if others + 1 >= rules::INCOMPLETE_WORTH_NOTIFYING && mail::incomplete_sign_ins(tx, user)? {
            record_suspicion(tx, user, "several passwords without a factor")?;
        }
    }
    Ok(None)
}

//! The one way in. Whoever has shown who they are, by whatever way, is admitted here.

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

/// How someone has shown who they are.
#[derive(Debug, Clone, Copy)]
pub enum Way {
    Password,
    /// Of a device that checked who holds it: two factors at once.
    Passkey,
    /// A signed-in phone has confirmed this browser: what was shown there counts here too.
    Phone(Voucher),
    Invitation,
    Registration,
}

impl Way {
    /// As the audit spells it.
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

/// How far someone is admitted, and their session's cookie.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// Whole, or what is still asked for.
    pub stage: Stage,
    pub cookie: NewCookie,
}

/// Starts a session for someone who has shown who they are, and decides whether a second factor is still due. `browser` is the digest of
/// the browser's token: it becomes one of theirs only where nothing more is asked for; otherwise [`complete`] or a new factor makes it
/// one. The caller has locked the user's row, so that nothing that was decided about them changes meanwhile.
///
/// # Errors
/// Signed out, when the account is not active.
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

/// Completes a sign-in whose owner has now shown the second factor; the browser becomes one of theirs.
///
/// # Errors
/// Signed out, when the sign-in has ended, or goes on under another cookie than the one that came.
pub fn complete(tx: &mut Tx, user: &User, sign_in: &SignIn, browser: Sha256) -> AppResult<Admitted> {
    let device = trust_browser(tx, user, browser)?;
    let cookie = sessions::complete_authentication(tx, sign_in, Some(device))?;
    Ok(Admitted { stage: Stage::Whole, cookie })
}

/// What is still asked of someone.
fn stage_after(tx: &mut Tx, user: &User, way: Way) -> AppResult<Stage> {
    if let Way::Passkey = way {
        return Ok(Stage::Whole);
    }
    match (standing::stage_after_password(tx, user)?, way) {
        (Stage::Factor, Way::Phone(_)) => Ok(Stage::Whole),
        (stage, _) => Ok(stage),
    }
}

/// Makes a browser one of a user's who is wholly signed in. Their first is taken as it is; of each further one they are told by mail.
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

/// The browser of an incomplete sign-in, where its owner is known to use it. Of several passwords in a row from other browsers the owner
/// is told by mail, once a day at most: whoever sends them knows the password.
fn known_browser(tx: &mut Tx, user: &User, way: Way, browser: Sha256) -> AppResult<Option<DeviceId>> {
    if let Some(device) = devices::lock(tx, user.id, browser)? {
        return Ok(Some(device.id));
    }
    if let Way::Password = way {
        let others = rows::incomplete_elsewhere(tx, user.id)?;
        if others + 1 >= rules::INCOMPLETE_WORTH_TELLING && mail::incomplete_sign_ins(tx, user)? {
            record_suspicion(tx, user, "several passwords without a factor")?;
        }
    }
    Ok(None)
}

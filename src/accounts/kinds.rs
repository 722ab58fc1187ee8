//! The kinds of events and audit entries about people and their accounts.

use crate::{
    audit::Thing,
    kernel::ids::{SessionId, UserId},
};

crate::event_kinds! {
    InvitationSent = feed("invitation.sent");
    AccountJoined = feed("account.joined").by_subject();
    AccountRegistered = feed("account.registered").by_subject();
}

crate::audit_kinds! {
    SessionOpened = watched("session.opened");
    SessionRefused = refused("session.refused");
    SessionClosed = watched("session.closed");
    SessionConfirmed = watched("session.confirmed");
    SessionConfirmationRefused = refused("session.confirmation_refused");
    SessionProven = watched("session.proven");
    SessionProofRefused = refused("session.proof_refused");
    SessionUnusual = watched("session.unusual");
    SessionEnded = watched("session.ended");
    SessionOthersEnded = watched("session.others_ended");
    SessionAllEnded = watched("session.all_ended");
    SessionEverybodysEnded = watched("session.everybodys_ended");
    PasswordChanged = watched("password.changed");
    PasswordForgotten = watched("password.forgotten");
    PasswordReset = watched("password.reset");
    FactorAdded = watched("factor.added");
    FactorUsed = watched("factor.used");
    FactorRefused = refused("factor.refused");
    FactorRemoved = watched("factor.removed");
    FactorsReset = watched("factors.reset");
    RecoveryCodesMade = watched("recovery_codes.made");
    UserCreated = watched("user.created");
    UserInvited = watched("user.invited");
    InvitationShown = watched("user.invitation_shown");
    UserJoined = watched("user.joined");
    UserRegistered = watched("user.registered");
    UserChanged = watched("user.changed");
    UserClosed = watched("user.closed");
    UserOpened = watched("user.opened");
    RoleChanged = watched("role.changed");
    EmailChangeAsked = watched("email.change_asked");
    EmailChangeCancelled = watched("email.change_cancelled");
    EmailChangeConfirmed = watched("email.change_confirmed");
    EmailChanged = watched("email.changed");
    RegistrationAsked = watched("registration.asked");
    RegistrationRefused = refused("registration.refused");
    NotificationsChanged = entry("notifications.changed");
    ClientCodeMade = watched("client_code.made");
    ClientCodeRevoked = watched("client_code.revoked");
}

/// A user, as audit entries refer to one.
pub const USER: Thing =
    Thing::without_page::<UserId>().with_row("select to_jsonb(t) as row from users t where id = $1");

/// A session, as audit entries refer to one.
pub const SESSION: Thing = Thing::without_page::<SessionId>();

#[cfg(test)]
mod tests {
    use super::AuditKind;
    use crate::security::Outcome;

    #[test]
    fn everything_about_access_goes_to_the_security_log() {
        for kind in AuditKind::ALL {
            let expected = match kind.code() {
                "notifications.changed" => None,
                code if code.contains("refused") => Some(Outcome::Refused),
                _ => Some(Outcome::Allowed),
            };
            assert_eq!(kind.outcome(), expected, "{}", kind.code());
        }
    }
}

use crate::security::Outcome;

/// A kind of audit entry. Each room declares its own, with [`crate::audit_kinds`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    code: &'static str,
    watched: Option<Outcome>,
}

impl Kind {
    /// A kind that is only recorded in the audit trail.
    #[doc(hidden)] // For `audit_kinds!` alone.
    pub const fn entry(code: &'static str) -> Self {
        Self { code, watched: None }
    }

    /// A kind about access or large disclosures, which is also written to the security log ([`crate::security`]).
    #[doc(hidden)] // For `audit_kinds!` alone.
    pub const fn watched(code: &'static str) -> Self {
        Self { code, watched: Some(Outcome::Allowed) }
    }

    /// A watched kind about something that was refused.
    #[doc(hidden)] // For `audit_kinds!` alone.
    pub const fn refused(code: &'static str) -> Self {
        Self { code, watched: Some(Outcome::Refused) }
    }

    /// As stored: `session.opened`.
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// The first part of the code, by which entries are filtered: `session`.
    pub fn noun(self) -> &'static str {
        self.code.split('.').next().unwrap_or_default()
    }

    /// The outcome in the security log, if it is watched.
    pub fn outcome(self) -> Option<Outcome> {
        self.watched
    }
}

/// Declares a room's kinds of audit entries, as `AuditKind`; `AuditKind::ALL` goes into its `ROOM`.
///
/// ```ignore
/// audit_kinds! {
///     ProjectCreated = entry("project.created");
///     SessionOpened = watched("session.opened");
///     SessionRefused = refused("session.refused");
/// }
/// ```
///
/// A code is stored with every entry and is part of its hash: it must never change, and must remain declared as long as rows with it may
/// exist.
#[macro_export]
macro_rules! audit_kinds {
    ($($kind:ident = $how:ident($code:literal);)+) => {
        /// The kinds of audit entries that this room writes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum AuditKind {
            $(#[doc = concat!("`", $code, "`")] $kind,)+
        }

        impl AuditKind {
            /// Every kind of this room.
            pub const ALL: &'static [$crate::audit::Kind] = &[$($crate::audit::Kind::$how($code),)+];

            /// As stored.
            pub const fn code(self) -> &'static str {
                Self::ALL[self as usize].code()
            }
        }

        impl From<AuditKind> for $crate::audit::Kind {
            fn from(kind: AuditKind) -> Self {
                AuditKind::ALL[kind as usize]
            }
        }
    };
}

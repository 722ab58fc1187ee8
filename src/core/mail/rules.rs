//! How far a mail is.

use chrono::{DateTime, Utc};

use crate::kernel::choice;

choice! {
    /// How far a mail of the outbox is.
    pub enum State {
        /// A mail server took it.
        Sent = "sent",
        /// On its way, perhaps not for the first time.
        Waiting = "waiting",
        /// Given up.
        Failed = "failed",
        /// It stays here: no mail server is configured, or none was when it was written.
        Kept = "kept",
        /// Its time was over before it could be sent.
        Expired = "expired",
    }
}

/// What the outbox knows of a mail.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    pub sent_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub attempts: i32,
    /// Whether a job waits to deliver it.
    pub has_job: bool,
}

impl State {
    /// How far it is, where mail can be sent at all or not.
    pub fn of(facts: Facts, can_send: bool, now: DateTime<Utc>) -> Self {
        match facts {
            Facts { sent_at: Some(_), .. } => Self::Sent,
            Facts { expires_at: Some(end), .. } if end <= now => Self::Expired,
            _ if !can_send => Self::Kept,
            Facts { has_job: true, .. } => Self::Waiting,
            Facts { attempts: 0, .. } => Self::Kept,
            _ => Self::Failed,
        }
    }

    /// The badge's tone.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Sent => "good",
            Self::Waiting => "wait",
            Self::Failed => "bad",
            Self::Kept => "draft",
            Self::Expired => "off",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_as_far_as_it_got() {
        let now: DateTime<Utc> = "2026-11-21T09:00:00Z".parse().unwrap();
        let fresh = Facts { has_job: true, ..Facts::default() };
        assert_eq!(State::of(fresh, true, now), State::Waiting);
        assert_eq!(State::of(fresh, false, now), State::Kept);
        assert_eq!(State::of(Facts { has_job: false, ..fresh }, true, now), State::Kept);
        assert_eq!(State::of(Facts { has_job: false, attempts: 8, ..fresh }, true, now), State::Failed);
        assert_eq!(State::of(Facts { expires_at: Some(now), ..fresh }, true, now), State::Expired);
        let sent = Facts { sent_at: Some(now), expires_at: Some(now), ..fresh };
        assert_eq!(State::of(sent, false, now), State::Sent);
    }
}

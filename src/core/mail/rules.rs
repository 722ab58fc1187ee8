//! The delivery states of a mail.

use chrono::{DateTime, Utc};

use crate::kernel::choice;

choice! {
    /// The delivery state of a mail.
    pub enum State {
        /// Accepted by the mail server.
        Sent = "sent",
        /// Waiting for delivery, perhaps not for the first attempt.
        Waiting = "waiting",
        /// Delivery failed for good.
        Failed = "failed",
        /// It stays in the outbox: no mail server is configured, or none was when it was written.
        Kept = "kept",
        /// It expired before it could be sent.
        Expired = "expired",
    }
}

/// The facts that determine the state of a mail.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    pub sent_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub attempts: i32,
    /// Whether a job is waiting to deliver it.
    pub has_job: bool,
}

impl State {
    /// Determines the state; `can_send` says whether a mail server is configured.
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
    fn the_state_of_a_mail_follows_from_its_facts() {
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

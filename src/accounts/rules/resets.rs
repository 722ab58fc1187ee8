//! How many password reset links are mailed to one account. A stranger may request any number of them: the owner's
//! mailbox must not be flooded, and must still always contain a link that works. Pure.

use chrono::{DateTime, Duration, Utc};

use super::RESET_LASTS;
use crate::accounts::model::ResetSent;

/// The minimum time between two mails requested from the same network, or from a known browser.
pub const RESET_AGAIN_AFTER: Duration = Duration::minutes(1);
/// The period over which mails are counted.
pub const RESETS_COUNT_FOR: Duration = Duration::hours(1);
/// How many mails to one account a single network may cause in that period.
pub const RESETS_A_NETWORK: usize = 3;
/// How many all networks together may cause. Requests from the owner's known browsers are not counted.
pub const RESETS_IN_ALL: usize = 6;
/// Beyond that, a mail is sent only once the newest link has no more than this left, which makes three an hour.
pub const RESET_SPARE: Duration = Duration::minutes(10);

/// The origin of a request for a reset link.
#[derive(Debug, Clone)]
pub struct Asker {
    /// The network, as requests are counted by (`web::throttle`).
    pub network: String,
    /// Whether the request comes from a known browser of the account's owner.
    pub known: bool,
}

impl Asker {
    /// Whether another mail is sent now, given those of the last hour.
    pub fn is_mailed(&self, sent: &[ResetSent], now: DateTime<Utc>) -> bool {
        let own = |sent: &&ResetSent| match self.known {
            true => sent.known_browser,
            false => !sent.known_browser && sent.network.as_deref() == Some(self.network.as_str()),
        };
        if sent.iter().filter(own).any(|sent| now - sent.at < RESET_AGAIN_AFTER) {
            return false;
        }
        if self.known {
            return true;
        }
        let here = sent.iter().filter(own).count();
        let in_all = sent.iter().filter(|sent| !sent.known_browser).count();
        if here < RESETS_A_NETWORK && in_all < RESETS_IN_ALL {
            return true;
        }
        let unused = sent.iter().filter(|sent| sent.used_at.is_none());
        unused.map(|sent| sent.expires_at).max().is_none_or(|end| end - now <= RESET_SPARE)
    }
}

const _: () = assert!(RESET_SPARE.num_minutes() < RESET_LASTS.num_minutes());

#[cfg(test)]
mod tests {
    use super::*;

    fn asker(network: &str) -> Asker {
        Asker { network: network.to_owned(), known: false }
    }

    fn sent(asker: &Asker, at: DateTime<Utc>) -> ResetSent {
        ResetSent {
            at,
            expires_at: at + RESET_LASTS,
            used_at: None,
            network: Some(asker.network.clone()),
            known_browser: asker.known,
        }
    }

    /// Has each asker make one request a minute. Returns how many mails each caused in the last hour, and for how many
    /// minutes no link was valid.
    fn an_hour_of(askers: &[Asker]) -> (Vec<usize>, usize) {
        let start: DateTime<Utc> = "2026-11-21T09:00:00Z".parse().unwrap();
        let (mut mails, mut counts, mut without) = (Vec::<ResetSent>::new(), vec![0; askers.len()], 0);
        for minute in 0..240 {
            let now = start + Duration::minutes(minute);
            for (at, asker) in askers.iter().enumerate() {
                let recent: Vec<_> =
                    mails.iter().filter(|sent| now - sent.at < RESETS_COUNT_FOR).cloned().collect();
                if asker.is_mailed(&recent, now) {
                    mails.push(sent(asker, now));
                    counts[at] += usize::from(minute >= 180);
                }
            }
            without += usize::from(!mails.iter().any(|sent| sent.expires_at > now));
        }
        (counts, without)
    }

    #[test]
    fn a_stranger_causes_three_mails_an_hour_and_a_link_is_always_valid() {
        assert_eq!(an_hour_of(&[asker("203.0.113.7")]), (vec![3], 0));
        let many: Vec<Asker> = (0..50).map(|n| asker(&format!("203.0.113.{n}"))).collect();
        let (counts, without) = an_hour_of(&many);
        assert!(counts.iter().sum::<usize>() <= RESETS_IN_ALL + 3, "{counts:?}");
        assert_eq!(without, 0);
    }

    #[test]
    fn strangers_do_not_limit_a_known_browser() {
        let known = Asker { known: true, ..asker("192.0.2.1") };
        let (counts, _) = an_hour_of(&[asker("203.0.113.7"), known.clone()]);
        assert_eq!(counts[1], 60);
        let now: DateTime<Utc> = "2026-11-21T09:00:00Z".parse().unwrap();
        assert!(!known.is_mailed(&[sent(&known, now)], now + Duration::seconds(59)));
    }

    #[test]
    fn a_new_link_is_mailed_once_the_others_are_used() {
        let now: DateTime<Utc> = "2026-11-21T09:30:00Z".parse().unwrap();
        let here = asker("192.0.2.1");
        let mut mails: Vec<_> =
            (2..8).map(|n| sent(&asker(&format!("203.0.113.{n}")), now - Duration::minutes(n))).collect();
        assert!(!here.is_mailed(&mails, now));
        mails.iter_mut().for_each(|sent| sent.used_at = Some(now));
        assert!(here.is_mailed(&mails, now));
    }
}

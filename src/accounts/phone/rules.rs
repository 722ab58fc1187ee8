//! How long a code counts, and what an answer makes of it. Pure.

use chrono::{DateTime, Duration, Utc};

use crate::kernel::choice;

choice! {
    /// How far a code is.
    pub enum State {
        Waiting = "waiting",
        /// The phone said yes; the asking browser may go in.
        Confirmed = "confirmed",
        /// The phone said no, or named another number.
        Refused = "refused",
        /// The asking browser went in.
        Used = "used",
    }
}

/// How long a code counts, from the picture to the open door.
pub const LASTS: Duration = Duration::minutes(2);
/// How long its row is kept beyond that, for pages that say it is over.
pub const KEPT: Duration = Duration::hours(1);

/// What the asking browser is to say of its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Waiting,
    Confirmed,
    Refused,
    /// Used, or too old.
    Over,
}

/// How a code stands.
pub fn standing(state: State, expires_at: DateTime<Utc>, now: DateTime<Utc>) -> Standing {
    match state {
        State::Refused => Standing::Refused,
        State::Used => Standing::Over,
        _ if expires_at <= now => Standing::Over,
        State::Waiting => Standing::Waiting,
        State::Confirmed => Standing::Confirmed,
    }
}

/// What is said on the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The number that the other screen is said to show.
    Number(i16),
    /// Somebody else asks.
    NotMe,
}

/// What comes of it. There is one try: who cannot see the other screen has one chance in three, not three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Confirmed,
    WrongNumber,
    NotMe,
}

impl Verdict {
    /// An answer, judged by the number that is shown.
    pub fn of(answer: Answer, shown: i16) -> Self {
        match answer {
            Answer::Number(number) if number == shown => Self::Confirmed,
            Answer::Number(_) => Self::WrongNumber,
            Answer::NotMe => Self::NotMe,
        }
    }

    /// What it makes of the code.
    pub fn state(self) -> State {
        match self {
            Self::Confirmed => State::Confirmed,
            Self::WrongNumber | Self::NotMe => State::Refused,
        }
    }
}

/// The number that is shown, and two that are not: each of two digits, no two alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    pub shown: i16,
    pub decoys: [i16; 2],
}

impl Numbers {
    /// Three of them out of random bytes; none where there are too few that fit.
    pub fn from_random(bytes: &[u8]) -> Option<Self> {
        // 180 is twice ninety: what lies above would make some numbers likelier than others.
        let mut fitting = bytes.iter().filter(|byte| **byte < 180).map(|byte| i16::from(byte % 90) + 10);
        let shown = fitting.next()?;
        let one = fitting.find(|number| *number != shown)?;
        let other = fitting.find(|number| ![shown, one].contains(number))?;
        Some(Self { shown, decoys: [one, other] })
    }

    /// Three that nobody can guess.
    ///
    /// # Panics
    /// When the system has no randomness to give.
    pub fn random() -> Self {
        loop {
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes).expect("the system gives random bytes");
            if let Some(numbers) = Self::from_random(&bytes) {
                return numbers;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_counts_for_two_minutes_and_once() {
        let end: DateTime<Utc> = "2026-11-21T09:02:00Z".parse().unwrap();
        let before = end - Duration::seconds(1);
        for (state, now, expected) in [
            (State::Waiting, before, Standing::Waiting),
            (State::Confirmed, before, Standing::Confirmed),
            (State::Used, before, Standing::Over),
            (State::Refused, before, Standing::Refused),
            (State::Waiting, end, Standing::Over),
            (State::Confirmed, end, Standing::Over),
            (State::Refused, end, Standing::Refused),
        ] {
            assert_eq!(standing(state, end, now), expected, "{state:?} at {now}");
        }
    }

    #[test]
    fn the_right_number_confirms_and_all_else_refuses() {
        for (answer, state) in [
            (Answer::Number(47), State::Confirmed),
            (Answer::Number(48), State::Refused),
            (Answer::NotMe, State::Refused),
        ] {
            assert_eq!(Verdict::of(answer, 47).state(), state);
        }
    }

    #[test]
    fn numbers_have_two_digits_and_differ() {
        assert_eq!(
            Numbers::from_random(&[255, 0, 90, 0, 179, 180, 1]),
            Some(Numbers { shown: 10, decoys: [99, 11] })
        );
        assert_eq!(Numbers::from_random(&[3, 3, 93, 4, 200]), None);
        for _ in 0..1000 {
            let Numbers { shown, decoys: [one, other] } = Numbers::random();
            assert!([shown, one, other].iter().all(|number| (10..100).contains(number)));
            assert!(shown != one && shown != other && one != other);
        }
    }
}

//! How long a sign-in code is valid, and what an answer does to it. Pure.

use chrono::{DateTime, Duration, Utc};

use crate::kernel::choice;

choice! {
    /// The state of a code.
    pub enum State {
        Waiting = "waiting",
        /// The phone confirmed; the browser may sign in.
        Confirmed = "confirmed",
        /// The phone refused, or chose a wrong number.
        Refused = "refused",
        /// The browser has signed in.
        Used = "used",
    }
}

/// How long a code is valid, from being shown to signing in.
pub const LASTS: Duration = Duration::minutes(2);
/// How long its row is kept after that, for pages that say that it has expired.
pub const KEPT: Duration = Duration::hours(1);

/// What the browser's page shows about its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Waiting,
    Confirmed,
    Refused,
    /// Used, or expired.
    Over,
}

/// The standing of a code.
pub fn standing(state: State, expires_at: DateTime<Utc>, now: DateTime<Utc>) -> Standing {
    match state {
        State::Refused => Standing::Refused,
        State::Used => Standing::Over,
        _ if expires_at <= now => Standing::Over,
        State::Waiting => Standing::Waiting,
        State::Confirmed => Standing::Confirmed,
    }
}

/// The answer given on the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The number that the user reads on the other screen.
    Number(i16),
    /// The request is not from this user.
    NotMe,
}

/// The verdict on an answer. There is only one attempt: someone who cannot see the other screen has one chance in
/// three, not three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Confirmed,
    WrongNumber,
    NotMe,
}

impl Verdict {
    /// Checks an answer against the number that is shown.
    pub fn of(answer: Answer, shown: i16) -> Self {
        match answer {
            Answer::Number(number) if number == shown => Self::Confirmed,
            Answer::Number(_) => Self::WrongNumber,
            Answer::NotMe => Self::NotMe,
        }
    }

    /// The state that it puts the code into.
    pub fn state(self) -> State {
        match self {
            Self::Confirmed => State::Confirmed,
            Self::WrongNumber | Self::NotMe => State::Refused,
        }
    }
}

/// The number that is shown and two decoys: distinct, with two digits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    pub shown: i16,
    pub decoys: [i16; 2],
}

impl Numbers {
    /// Picks three numbers from random bytes. Returns `None` if too few of the bytes are usable.
    pub fn from_random(bytes: &[u8]) -> Option<Self> {
        // 180 is twice ninety: higher bytes would make some numbers likelier than others.
        let mut fitting = bytes.iter().filter(|byte| **byte < 180).map(|byte| i16::from(byte % 90) + 10);
        let shown = fitting.next()?;
        let one = fitting.find(|number| *number != shown)?;
        let other = fitting.find(|number| ![shown, one].contains(number))?;
        Some(Self { shown, decoys: [one, other] })
    }

    /// Picks three numbers at random.
    ///
    /// # Panics
    /// If the system provides no randomness.
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
    fn a_code_is_valid_for_two_minutes_and_once() {
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
    fn only_the_number_shown_confirms() {
        for (answer, state) in [
            (Answer::Number(47), State::Confirmed),
            (Answer::Number(48), State::Refused),
            (Answer::NotMe, State::Refused),
        ] {
            assert_eq!(Verdict::of(answer, 47).state(), state);
        }
    }

    #[test]
    fn numbers_are_distinct_and_have_two_digits() {
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

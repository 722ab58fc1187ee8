//! The rules about a project's status, progress and budget. Pure functions.

use chrono::{Days, NaiveDate};

use crate::kernel::choice;
use crate::kernel::money::Money;

choice! {
    /// The status of a project.
    pub enum Status {
        Planning = "planning",
        InProgress = "in_progress",
        Review = "review",
        Completed = "completed",
        OnHold = "on_hold",
        Cancelled = "cancelled",
    }
}

/// A status change that is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchStep {
    pub from: Status,
    pub to: Status,
}

impl Status {
    /// The statuses that may follow. A completed or cancelled project can be resumed.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Planning => &[Self::InProgress, Self::OnHold, Self::Cancelled],
            Self::InProgress => &[Self::Review, Self::OnHold, Self::Cancelled],
            Self::Review => &[Self::InProgress, Self::Completed, Self::OnHold, Self::Cancelled],
            Self::Completed => &[Self::InProgress],
            Self::OnHold => &[Self::Planning, Self::InProgress, Self::Review, Self::Cancelled],
            Self::Cancelled => &[Self::Planning],
        }
    }

    /// Checks that a status may follow. Keeping the same status is allowed.
    pub fn become_next(self, to: Self) -> Result<Self, NoSuchStep> {
        if self == to || self.next().contains(&to) { Ok(to) } else { Err(NoSuchStep { from: self, to }) }
    }

    /// The translation key of its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planning => "projects-status-planning",
            Self::InProgress => "projects-status-in-progress",
            Self::Review => "projects-status-review",
            Self::Completed => "projects-status-completed",
            Self::OnHold => "projects-status-on-hold",
            Self::Cancelled => "projects-status-cancelled",
        }
    }

    /// The tone of its badge.
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Planning => "draft",
            Self::InProgress => "active",
            Self::Review => "wait",
            Self::Completed => "good",
            Self::OnHold | Self::Cancelled => "off",
        }
    }

    /// Whether the work has ended.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }
}

/// The earliest date that a milestone may be due: the project's start date, or, if it has none, a year before the project was
/// created. An earlier date is taken for a typing error.
pub fn earliest(starts_on: Option<NaiveDate>, opened_on: NaiveDate) -> NaiveDate {
    starts_on.unwrap_or_else(|| opened_on - Days::new(365))
}

/// The weight of a milestone, and whether it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub weight: u32,
    pub done: bool,
}

/// The progress of a project in whole percent, rounded down: 100 only if everything is done, 0 without milestones.
pub fn progress(parts: impl IntoIterator<Item = Part>) -> u8 {
    let (mut all, mut done) = (0_u128, 0_u128);
    for part in parts {
        all += u128::from(part.weight);
        done += if part.done { u128::from(part.weight) } else { 0 };
    }
    (done * 100).checked_div(all).map_or(0, |percent| percent as u8)
}

/// How much of a project's budget has been used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burn {
    pub budget: Money,
    pub used: Money,
    /// Negative if the budget is exceeded.
    pub left: Money,
    /// In whole percent, rounded down: above 100 if the budget is exceeded, 100 if something was used of a budget of zero.
    pub percent: u32,
    pub strain: Strain,
}

choice! {
    /// How tight a budget is.
    pub enum Strain {
        Within = "within",
        /// From 80 percent.
        Near = "near",
        /// The budget is exceeded.
        Over = "over",
    }
}

/// How much of a budget is used by what was invoiced and by billable time that has not been invoiced, so that no hour counts twice.
/// Returns `None` if the currencies differ, an amount is negative, or the sum overflows.
pub fn burn(budget: Money, invoiced: Money, unbilled: Money) -> Option<Burn> {
    if [budget, invoiced, unbilled].into_iter().any(Money::is_negative) {
        return None;
    }
    let used = invoiced.checked_add(unbilled)?;
    let left = budget.checked_sub(used)?;
    let percent = match (i128::from(used.minor) * 100).checked_div(budget.minor.into()) {
        Some(percent) => u32::try_from(percent).unwrap_or(u32::MAX),
        None if used.is_zero() => 0,
        None => 100,
    };
    let strain = match percent {
        _ if left.is_negative() => Strain::Over,
        80.. => Strain::Near,
        _ => Strain::Within,
    };
    Some(Burn { budget, used, left, percent, strain })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernel::money::Currency;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn part(weight: u32, done: bool) -> Part {
        Part { weight, done }
    }

    #[test]
    fn a_project_is_reviewed_before_it_is_completed() {
        assert_eq!(Status::Review.become_next(Status::Completed), Ok(Status::Completed));
        for from in [Status::Planning, Status::InProgress, Status::OnHold, Status::Cancelled] {
            let refused = NoSuchStep { from, to: Status::Completed };
            assert_eq!(from.become_next(Status::Completed), Err(refused));
        }
    }

    #[test]
    fn work_that_is_over_can_be_taken_up_again() {
        assert_eq!(Status::Completed.become_next(Status::InProgress), Ok(Status::InProgress));
        assert_eq!(Status::Cancelled.become_next(Status::Planning), Ok(Status::Planning));
        assert!(Status::Completed.become_next(Status::Cancelled).is_err());
    }

    #[test]
    fn every_status_has_a_successor_other_than_itself() {
        for &status in Status::ALL {
            assert!(!status.next().is_empty() && !status.next().contains(&status));
            assert_eq!(status.become_next(status), Ok(status));
            assert_eq!(status.code().parse(), Ok(status));
        }
    }

    #[test]
    fn progress_is_weighted() {
        assert_eq!(progress([]), 0);
        assert_eq!(progress([part(0, true)]), 0);
        assert_eq!(progress([part(1, true), part(3, false)]), 25);
        assert_eq!(progress([part(1, true), part(1, true), part(1, false)]), 66);
        assert_eq!(progress([part(1, false), part(999, true)]), 99);
        assert_eq!(progress([part(u32::MAX, true), part(u32::MAX, true)]), 100);
    }

    #[test]
    fn invoices_and_uninvoiced_hours_count_against_the_budget() {
        let of = |budget, invoiced, unbilled| {
            let burn = burn(eur(budget), eur(invoiced), eur(unbilled)).unwrap();
            (burn.percent, burn.left.minor, burn.strain)
        };
        assert_eq!(of(100_000, 40_000, 39_999), (79, 20_001, Strain::Within));
        assert_eq!(of(100_000, 40_000, 40_000), (80, 20_000, Strain::Near));
        assert_eq!(of(100_000, 100_000, 0), (100, 0, Strain::Near));
        assert_eq!(of(100_000, 100_000, 1), (100, -1, Strain::Over));
        assert_eq!(of(0, 0, 0), (0, 0, Strain::Within));
        assert_eq!(of(0, 1, 0), (100, -1, Strain::Over));
        assert_eq!(burn(eur(1), eur(1), Money::new(1, Currency::USD)), None);
        assert_eq!(burn(eur(1), eur(i64::MAX), eur(1)), None);
    }

    proptest! {
        #[test]
        fn progress_is_a_hundred_only_if_everything_is_done(parts in prop::collection::vec((1_u32..1_000_000, any::<bool>()), 1..20)) {
            let percent = progress(parts.iter().map(|&(weight, done)| part(weight, done)));
            prop_assert_eq!(percent == 100, parts.iter().all(|(_, done)| *done));
        }
    }
}

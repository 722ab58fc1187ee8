//! What a project may become, how far it is, and what it has used. Pure.

use chrono::{Days, NaiveDate};

use crate::kernel::choice;
use crate::kernel::money::Money;

choice! {
    /// Where a project's work stands.
    pub enum Status {
        Planning = "planning",
        InProgress = "in_progress",
        Review = "review",
        Completed = "completed",
        OnHold = "on_hold",
        Cancelled = "cancelled",
    }
}

/// A step that a project's status does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchStep {
    pub from: Status,
    pub to: Status,
}

impl Status {
    /// What the status may become; what is completed or cancelled can be taken up again.
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

    /// Takes a step; staying where one is, is one too.
    pub fn become_next(self, to: Self) -> Result<Self, NoSuchStep> {
        if self == to || self.next().contains(&to) { Ok(to) } else { Err(NoSuchStep { from: self, to }) }
    }

    /// The key of its word.
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

/// The first day that a milestone of a project may be due: the project's first, or, where that is not known, a year before the project was
/// opened. What is earlier was mistyped.
pub fn earliest(starts_on: Option<NaiveDate>, opened_on: NaiveDate) -> NaiveDate {
    starts_on.unwrap_or_else(|| opened_on - Days::new(365))
}

/// How much of a project a milestone is, and whether it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub weight: u32,
    pub done: bool,
}

/// How far a project is, in whole percent rounded down: 100 only when all is done, 0 without milestones.
pub fn progress(parts: impl IntoIterator<Item = Part>) -> u8 {
    let (mut all, mut done) = (0_u128, 0_u128);
    for part in parts {
        all += u128::from(part.weight);
        done += if part.done { u128::from(part.weight) } else { 0 };
    }
    (done * 100).checked_div(all).map_or(0, |percent| percent as u8)
}

/// What a project has used of its budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burn {
    pub budget: Money,
    pub used: Money,
    /// Negative when more was used than there was.
    pub left: Money,
    /// In whole percent rounded down; above 100 when overdrawn, 100 when used without a budget.
    pub percent: u32,
    pub strain: Strain,
}

choice! {
    /// How a budget bears up.
    pub enum Strain {
        Within = "within",
        /// From 80 percent on.
        Near = "near",
        /// More was used than there was.
        Over = "over",
    }
}

/// The burn of a budget by what was invoiced and by billable time not invoiced yet, so that no hour counts
/// twice. `None` when the currencies differ, a part is negative or the sum is too large.
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
    fn no_status_is_a_dead_end_or_leads_to_itself() {
        for &status in Status::ALL {
            assert!(!status.next().is_empty() && !status.next().contains(&status));
            assert_eq!(status.become_next(status), Ok(status));
            assert_eq!(status.code().parse(), Ok(status));
        }
    }

    #[test]
    fn progress_is_weighed() {
        assert_eq!(progress([]), 0);
        assert_eq!(progress([part(0, true)]), 0);
        assert_eq!(progress([part(1, true), part(3, false)]), 25);
        assert_eq!(progress([part(1, true), part(1, true), part(1, false)]), 66);
        assert_eq!(progress([part(1, false), part(999, true)]), 99);
        assert_eq!(progress([part(u32::MAX, true), part(u32::MAX, true)]), 100);
    }

    #[test]
    fn a_budget_burns_by_invoices_and_open_hours() {
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
        fn only_all_done_is_a_hundred(parts in prop::collection::vec((1_u32..1_000_000, any::<bool>()), 1..20)) {
            let percent = progress(parts.iter().map(|&(weight, done)| part(weight, done)));
            prop_assert_eq!(percent == 100, parts.iter().all(|(_, done)| *done));
        }
    }
}

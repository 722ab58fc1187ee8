//! The life cycle of an invoice, and its standing today.

use chrono::{Days, NaiveDate};

use super::numbering::Number;
use crate::kernel::choice;
use crate::kernel::money::Money;

choice! {
    /// The stored status of an invoice.
    pub enum Status {
        Draft = "draft",
        Sent = "sent",
        Void = "void",
    }
}

choice! {
    /// The standing of an invoice; never stored, always derived by [`standing`].
    pub enum Standing {
        Draft = "draft",
        Sent = "sent",
        PartiallyPaid = "partially_paid",
        Paid = "paid",
        Overdue = "overdue",
        Void = "void",
    }
}

/// The standing of an invoice on a day in the studio's zone. An invoice is overdue from the day after its due date. A partly paid
/// invoice can be overdue; a paid one cannot.
pub fn standing(
    status: Status,
    total_minor: i64,
    paid_minor: i64,
    due_on: NaiveDate,
    today: NaiveDate,
) -> Standing {
    match status {
        Status::Draft => Standing::Draft,
        Status::Void => Standing::Void,
        Status::Sent if paid_minor >= total_minor => Standing::Paid,
        Status::Sent if due_on < today => Standing::Overdue,
        Status::Sent if paid_minor > 0 => Standing::PartiallyPaid,
        Status::Sent => Standing::Sent,
    }
}

/// The amount due, zero or more. Returns `None` if the currencies differ.
pub fn open_balance(total: Money, paid: Money) -> Option<Money> {
    total.checked_sub(paid).map(|open| Money { minor: open.minor.max(0), ..open })
}

/// The amount paid beyond the total, which is the client's credit. Returns `None` if the currencies differ.
pub fn surplus(total: Money, paid: Money) -> Option<Money> {
    open_balance(paid, total)
}

/// The due date of an invoice with this number of days to pay.
pub fn due_after(sent_on: NaiveDate, days: u16) -> NaiveDate {
    sent_on.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

/// An invoice that is being prepared: it has no number, and everything can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub lines: usize,
    pub total: Money,
}

/// An invoice as the client has it: frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub number: Number,
    pub total: Money,
    pub sent_on: NaiveDate,
    pub due_on: NaiveDate,
}

/// An invoice that is no longer owed; it keeps its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Void {
    pub number: Number,
}

/// Why a draft cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendFault {
    NoLines,
    DueBeforeSent,
}

/// Why a sent invoice cannot be voided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoidFault {
    /// Something was paid: it must be refunded or credited first.
    Paid,
}

impl Draft {
    /// Sends the draft with the number taken for it, on a day in the studio's zone.
    pub fn send(self, number: Number, sent_on: NaiveDate, due_on: NaiveDate) -> Result<Sent, SendFault> {
        if self.lines == 0 {
            return Err(SendFault::NoLines);
        }
        if due_on < sent_on {
            return Err(SendFault::DueBeforeSent);
        }
        Ok(Sent { number, total: self.total, sent_on, due_on })
    }
}

impl Sent {
    /// Voids the invoice. `paid` is the amount paid, net of refunds.
    pub fn void(self, paid: Money) -> Result<Void, VoidFault> {
        if paid.minor > 0 { Err(VoidFault::Paid) } else { Ok(Void { number: self.number }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::money::Currency;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn number() -> Number {
        Number::new("INV-".parse().unwrap(), 1)
    }

    #[test]
    fn standing_follows_payments_and_the_day() {
        let due = day("2026-11-21");
        let stands = |paid, today| standing(Status::Sent, 10_000, paid, due, day(today));
        assert_eq!(stands(0, "2026-11-21"), Standing::Sent);
        assert_eq!(stands(1, "2026-11-21"), Standing::PartiallyPaid);
        assert_eq!(stands(0, "2026-11-22"), Standing::Overdue);
        assert_eq!(stands(9_999, "2026-11-22"), Standing::Overdue);
        assert_eq!(stands(10_000, "2026-11-22"), Standing::Paid);
        assert_eq!(stands(10_001, "2026-11-20"), Standing::Paid);
        assert_eq!(standing(Status::Sent, 0, 0, due, due), Standing::Paid);
        assert_eq!(standing(Status::Draft, 10_000, 0, due, day("2027-01-01")), Standing::Draft);
        assert_eq!(standing(Status::Void, 10_000, 0, due, day("2027-01-01")), Standing::Void);
    }

    #[test]
    fn balance_and_surplus_are_never_both() {
        let both = |paid| {
            (open_balance(eur(100), eur(paid)).unwrap().minor, surplus(eur(100), eur(paid)).unwrap().minor)
        };
        assert_eq!((both(0), both(40), both(100), both(130)), ((100, 0), (60, 0), (0, 0), (0, 30)));
        assert_eq!(open_balance(eur(1), Money::new(1, Currency::USD)), None);
    }

    #[test]
    fn a_draft_without_lines_cannot_be_sent() {
        let draft = Draft { lines: 1, total: eur(100) };
        let on = day("2026-01-31");
        assert_eq!(Draft { lines: 0, ..draft.clone() }.send(number(), on, on), Err(SendFault::NoLines));
        assert_eq!(draft.clone().send(number(), on, day("2026-01-30")), Err(SendFault::DueBeforeSent));
        let sent = draft.send(number(), on, due_after(on, 30)).unwrap();
        assert_eq!(sent.due_on, day("2026-03-02"));
        assert_eq!(sent.clone().void(eur(1)), Err(VoidFault::Paid));
        assert_eq!(sent.void(eur(0)), Ok(Void { number: number() }));
    }
}

use std::{fmt, str::FromStr};

use crate::kernel::ids::StudioId;

/// A position in the order of events: the transaction, then the row. Its text, `xid-id`, is the id of a server-sent event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    pub xid: u64,
    pub id: i64,
}

/// The text is not a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotACursor;

impl Cursor {
    /// Before all events.
    pub const START: Self = Self { xid: 0, id: 0 };
}

/// Knows how far events have been distributed.
pub trait Positions: Send + Sync {
    /// The cursor, as text, from which a page rendered now follows a studio's events. Empty while it is unknown.
    fn position(&self, studio: StudioId) -> String;
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.xid, self.id)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (xid, id) = text.split_once('-').ok_or(NotACursor)?;
        let cursor =
            Self { xid: xid.parse().map_err(|_| NotACursor)?, id: id.parse().map_err(|_| NotACursor)? };
        if cursor.to_string() == text { Ok(cursor) } else { Err(NotACursor) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_has_one_spelling() {
        assert_eq!("749-12".parse(), Ok(Cursor { xid: 749, id: 12 }));
        assert_eq!("0-0".parse(), Ok(Cursor::START));
        for other in
            ["", "-", "7", "7-", "-7", "07-1", "+7-1", "7-1-1", "7-1 ", "18446744073709551616-1", "x-y"]
        {
            assert_eq!(other.parse::<Cursor>(), Err(NotACursor), "{other}");
        }
    }

    #[test]
    fn transactions_come_before_rows() {
        assert!(Cursor { xid: 7, id: 99 } < Cursor { xid: 8, id: 1 });
    }
}

use uuid::Uuid;

use crate::kernel::ids::RowId;

/// What an entry is about: a row, or nothing in particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject(Option<(&'static str, Uuid)>);

impl Subject {
    /// Nothing in particular.
    pub const NOTHING: Self = Self(None);

    /// The row with this id, or nothing in particular if there is none.
    pub fn of(id: Option<impl RowId>) -> Self {
        id.map_or(Self::NOTHING, Self::from)
    }

    /// The noun of the row's type.
    pub fn noun(self) -> Option<&'static str> {
        self.0.map(|(noun, _)| noun)
    }

    /// Its id.
    pub fn id(self) -> Option<Uuid> {
        self.0.map(|(_, id)| id)
    }
}

impl<I: RowId> From<I> for Subject {
    fn from(id: I) -> Self {
        Self(Some((I::NOUN, id.to_uuid())))
    }
}

/// A type of row that entries are about. Rooms register theirs in their `ROOM`; an entry that does not name its row calls it by the
/// translation `audit-thing-…`.
#[derive(Debug, Clone, Copy)]
pub struct Thing {
    noun: &'static str,
    page: Option<fn(Uuid) -> String>,
    row: Option<&'static str>,
}

impl Thing {
    /// A thing with a page.
    pub const fn on_page<I: RowId>(page: fn(Uuid) -> String) -> Self {
        Self { noun: I::NOUN, page: Some(page), row: None }
    }

    /// A thing that has no page.
    pub const fn without_page<I: RowId>() -> Self {
        Self { noun: I::NOUN, page: None, row: None }
    }

    /// A thing whose changes are recorded by comparing its row ([`super::Changing`]): the statement returns the row with the id `$1` as
    /// JSON in `row`. It must not return secrets.
    pub const fn with_row(self, row: &'static str) -> Self {
        Self { row: Some(row), ..self }
    }

    /// The noun it is stored under.
    pub fn noun(self) -> &'static str {
        self.noun
    }

    /// The URL of its page, if it has one.
    pub fn page(self, id: Uuid) -> Option<String> {
        self.page.map(|page| page(id))
    }

    pub(super) fn row(self) -> Option<&'static str> {
        self.row
    }
}

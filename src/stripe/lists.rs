//! Lists, which come in pages with the newest row first.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How many rows a page has: the most Stripe gives.
const PAGE: u8 = 100;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Listed<T> {
    #[serde(default = "Vec::new")]
    pub data: Vec<T>,
    /// Whether older rows are still to be asked for.
    #[serde(default)]
    pub has_more: bool,
}

/// From when on, and after which row that was already read.
#[derive(Debug, Clone)]
pub struct Since<Id> {
    pub from: Option<DateTime<Utc>>,
    /// The last row of the page before.
    pub after: Option<Id>,
}

/// Everything there is.
impl<Id> Default for Since<Id> {
    fn default() -> Self {
        Self { from: None, after: None }
    }
}

impl<Id> Since<Id> {
    /// Everything from a moment on.
    pub const fn from(moment: DateTime<Utc>) -> Self {
        Self { from: Some(moment), after: None }
    }

    /// The page after a row.
    pub fn after(self, id: Id) -> Self {
        Self { after: Some(id), ..self }
    }
}

/// The parameters that every list has.
#[derive(Debug, Serialize)]
pub(crate) struct PageQuery<'a> {
    limit: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<From>,
    #[serde(skip_serializing_if = "Option::is_none")]
    starting_after: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct From {
    gte: i64,
}

impl<'a> PageQuery<'a> {
    pub(crate) const fn first() -> Self {
        Self { limit: PAGE, created: None, starting_after: None }
    }

    pub(crate) fn of<Id>(since: &'a Since<Id>, text: fn(&Id) -> &str) -> Self {
        Self {
            limit: PAGE,
            created: since.from.map(|from| From { gte: from.timestamp() }),
            starting_after: since.after.as_ref().map(text),
        }
    }
}

/// A page's parameters, and by what the list is narrowed.
#[derive(Debug, Serialize)]
pub(crate) struct Narrowed<'a, N> {
    #[serde(flatten)]
    pub(crate) page: PageQuery<'a>,
    #[serde(flatten)]
    pub(crate) by: N,
}

/// A customer's rows.
#[derive(Debug, Serialize)]
pub(crate) struct OfCustomer<'a> {
    pub(crate) customer: &'a str,
}

/// A payment's rows.
#[derive(Debug, Serialize)]
pub(crate) struct OfPayment<'a> {
    pub(crate) payment_intent: &'a str,
}

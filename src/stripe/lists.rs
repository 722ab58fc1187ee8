//! Paginated lists, newest object first.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The page size: the maximum that Stripe allows.
const PAGE: u8 = 100;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Listed<T> {
    #[serde(default = "Vec::new")]
    pub data: Vec<T>,
    /// Whether there are more pages, with older objects.
    #[serde(default)]
    pub has_more: bool,
}

/// The start of a list and the cursor of its next page.
#[derive(Debug, Clone)]
pub struct Since<Id> {
    pub from: Option<DateTime<Utc>>,
    /// The last object of the previous page.
    pub after: Option<Id>,
}

/// The first page of all objects.
impl<Id> Default for Since<Id> {
    fn default() -> Self {
        Self { from: None, after: None }
    }
}

impl<Id> Since<Id> {
    /// The first page of the objects created at or after a time.
    pub const fn from(moment: DateTime<Utc>) -> Self {
        Self { from: Some(moment), after: None }
    }

    /// The page that follows an object.
    pub fn after(self, id: Id) -> Self {
        Self { after: Some(id), ..self }
    }
}

/// The parameters of every list.
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

/// The parameters of a page, with a filter.
#[derive(Debug, Serialize)]
pub(crate) struct Narrowed<'a, N> {
    #[serde(flatten)]
    pub(crate) page: PageQuery<'a>,
    #[serde(flatten)]
    pub(crate) by: N,
}

/// Filters a list by customer; also the form of an attached payment method.
#[derive(Debug, Serialize)]
pub(crate) struct OfCustomer<'a> {
    pub(crate) customer: &'a str,
}

/// Filters a list by payment.
#[derive(Debug, Serialize)]
pub(crate) struct OfPayment<'a> {
    pub(crate) payment_intent: &'a str,
}

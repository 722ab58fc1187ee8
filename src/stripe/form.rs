//! What is sent: small pieces that several calls share.

use std::collections::BTreeMap;

use serde::Serialize;

/// What we write beside a row of Stripe's, to find ours again: at most 50, each of at most 40 and 500 characters.
pub(crate) type Metadata = BTreeMap<String, String>;

/// The rows that an answer is to hold instead of naming them.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Expand {
    pub(crate) expand: &'static [&'static str],
}

/// A call without parameters.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Nothing {}

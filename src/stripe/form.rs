//! Parameters that several requests share.

use std::collections::BTreeMap;

use serde::Serialize;

/// Key-value pairs stored with a Stripe object, which lead back to our own record. Stripe allows 50 of them, with keys of up to 40 and
/// values of up to 500 characters.
pub(crate) type Metadata = BTreeMap<String, String>;

/// The objects to include in the response instead of their ids.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Expand {
    pub(crate) expand: &'static [&'static str],
}

/// No parameters.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Nothing {}

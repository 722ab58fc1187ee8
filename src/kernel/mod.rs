//! The pure values that everything is built from. Each has a constructor that rejects invalid input, so that code that has a value does not
//! have to check it again. Nothing here depends on Actix or Askama, and on Diesel only for column types.
#![forbid(unsafe_code)]

pub mod agent;
#[doc(hidden)]
pub mod column;
pub mod currency;
mod currency_names;
pub mod email_address;
pub mod erased;
pub mod iban;
pub mod ids;
pub mod lines;
pub mod locale;
pub mod money;
pub mod paging;
mod refusal;
pub mod secret;
pub mod series;
pub mod sha256;
pub mod stripe_key;
pub mod text;
pub mod time;

pub use currency::Currency;
pub use email_address::EmailAddress;
pub use ids::*;
pub use locale::Locale;
pub use money::{Money, UnitPrice};
pub use secret::{Secret, Token};
pub use series::Series;
pub use sha256::Sha256;
pub use stripe_key::{Mode, StripeKey, WebhookSecret};
pub use text::{Asked, FileName, Line, Name, Paragraph};
pub use time::{Clock, Zone};

//! Pure values the whole house is built of. Each has one constructor that refuses what it must not be,
//! so whoever holds one need not check again. Nothing here knows Actix or Askama; Diesel only as a column type.
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

//! Between HTTP and the rooms: who calls, what they sent, how it is answered.

pub mod assets;
pub mod body;
pub mod browser;
pub mod caller;
pub mod client_address;
pub mod cookie;
pub mod csrf;
pub mod error_pages;
pub mod filters;
pub mod flash;
pub mod form;
pub mod held;
pub mod id;
pub mod lanes;
pub mod once;
pub mod pace;
pub mod palette;
pub mod pattern;
pub mod refusals;
pub mod request_id;
pub mod route;
pub mod security_headers;
pub mod session;
pub mod shell;
pub mod surroundings;
pub mod throttle;
pub mod ui;

pub use caller::{Admin, Arriving, Manager, Staff, Visitor};
pub use form::{Button, Confirmed, Fault, Faults, Filled, PostForm, UrlQuery, differing};
pub use id::Id;
pub use once::{FormKey, Keyed, Once};
pub use route::{Access, Proof, Route};
pub(crate) use ui::titled;
pub use ui::{Page, Ui};

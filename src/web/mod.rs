//! The layer between HTTP and the rooms: who calls, what they sent, how the portal responds, and how open pages follow events ([`live`]).
//! [`room`] defines what each room declares about itself.
#![forbid(unsafe_code)]

pub mod assets;
pub mod body;
pub mod browser;
pub mod caller;
pub mod client_address;
pub mod column;
pub mod confirmation;
pub mod cookie;
pub mod csrf;
pub mod erased;
pub mod error_pages;
pub mod field;
pub mod filters;
pub mod flash;
pub mod form;
pub mod form_keys;
pub mod held;
pub mod id;
pub mod kept;
pub mod labels;
pub mod lanes;
pub mod live;
pub mod once;
pub mod onward;
pub mod pace;
pub mod pages;
pub mod paging;
pub mod palette;
pub mod pattern;
pub mod prelude;
pub mod refusals;
pub mod repeated;
pub mod request_id;
pub mod room;
pub mod route;
pub mod security_headers;
pub mod session;
pub mod shell;
pub mod submission;
pub mod surroundings;
pub mod throttle;
pub mod ui;

pub use caller::{Admin, IncompleteSignIn, Manager, Staff, Visitor};
pub use column::{Cell, Column};
pub use confirmation::Confirmation;
pub use field::{Field, Form, Query, Secret};
pub use form::{Button, Confirmed, Fault, PostForm, Undoing, UrlQuery, differing};
pub use id::Id;
pub use labels::{Label, Labels};
pub use once::{FormKey, KeyedForm, Once};
pub use paging::{Before, ListQuery, older};
pub use route::{Access, Proof, Route};
pub use submission::{CreationForm, Submission};
pub use ui::{Page, Ui, thing_and_place};

#[doc(hidden)] // For `titled!`.
pub use reprint_core::words;
use reprint_core::{
    access, audit, config, db, error, events, jobs, kept_forms, kernel, prepared, schema, seal, security,
    sessions, tenancy, urls,
};

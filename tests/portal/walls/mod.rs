//! Row-level security, tested with the app's own role, below the app's queries (security.md, K07).

mod attacked;
mod blinded;
mod catalogue;
mod evidence;
mod grants;
mod guarded;
mod matrix;
mod names;
mod rows;
mod scopes;
mod seen;
mod temporary;
mod written;

pub use attacked::system_of;

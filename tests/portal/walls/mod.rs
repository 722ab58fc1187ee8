//! Row-level security, tried as the app's own role, below every query of ours (security.md, K07).

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
mod temporary;
mod written;

pub use attacked::system_of;

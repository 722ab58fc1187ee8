//! Row-level security, tried as the app's own role, below every query of ours (security.md, K07).

mod catalogue;
mod grants;
mod rows;
mod written;

//! Row-level security, tried as the app's own role, below every query of ours (security.md, K07).

mod attacks;
mod catalogue;
mod grants;
mod matrix;
mod rows;
mod written;

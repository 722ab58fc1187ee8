//! Request handlers for signing in by phone.

pub mod desktop;
pub mod live;
pub mod phone;

//! What the routes about signing in by phone do.

pub mod desktop;
pub mod live;
pub mod phone;

//! What the routes about signing in by phone do.

pub mod desk;
pub mod live;
pub mod phone;

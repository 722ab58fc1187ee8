//! The house, room by room.

pub mod kernel;

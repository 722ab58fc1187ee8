//! The only SQL of the room.

pub mod contents;
pub mod erasure;
pub mod exports;
mod forgotten;
pub mod retention;
mod traces;

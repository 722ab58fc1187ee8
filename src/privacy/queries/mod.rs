//! The room's SQL.

pub mod contents;
pub mod erasure;
pub mod exports;
pub mod forgotten;
pub mod retention;
pub mod traces;

pub mod erasure;
pub mod exports;
pub mod retention;

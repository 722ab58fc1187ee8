//! What the story's people make: pictures drawn from plain shapes, and reports.

pub mod cards;
pub mod covers;
pub mod labels;
mod paper;
pub mod posters;
mod sheet;
pub mod signs;

pub use paper::Paper;
pub use sheet::Sheet;

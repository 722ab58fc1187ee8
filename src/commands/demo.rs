//! `reprint demo`: a studio to try the portal with.

use std::process::ExitCode;

use reprint::{config::Config, kernel::time::SystemClock};

use super::Outcome;

/// Loads the demo studio, and says how to sign in.
///
/// # Errors
/// In production; where another studio is; as the database answers.
pub fn demo(config: &Config, only_if_empty: bool) -> Outcome {
    reprint::demo::load(config, &SystemClock, only_if_empty)?;
    Ok(ExitCode::SUCCESS)
}

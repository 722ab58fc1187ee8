//! `reprint demo`: loads a demo studio.

use std::process::ExitCode;

use reprint::{config::Config, kernel::time::SystemClock};

use super::Outcome;

/// Loads the demo studio and prints how to sign in.
///
/// # Errors
/// If this is production, if there is another studio, or if the database reports an error.
pub fn demo(config: &Config, only_if_empty: bool) -> Outcome {
    reprint::demo::load(config, &SystemClock, only_if_empty)?;
    Ok(ExitCode::SUCCESS)
}

//! `reprint demo`: a studio to try the portal with.

use std::{process::ExitCode, sync::Arc};

use reprint::{app::Portal, config::Config, kernel::time::SystemClock};

use super::Outcome;

/// Fills the demonstration's studio.
///
/// # Errors
/// As the database answers.
pub fn demo(mut config: Config, only_if_empty: bool) -> Outcome {
    // As for the other short commands: see `one_connection`.
    config.database.pool_size = 1;
    let portal = Portal::new(config, Arc::new(SystemClock));
    reprint::demo::load(&portal, only_if_empty)?;
    Ok(ExitCode::SUCCESS)
}

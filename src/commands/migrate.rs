//! `reprint migrate`: brings the database schema up to date.

use std::process::ExitCode;

use reprint::{config::Config, migrations};

use super::Outcome;

/// Runs the pending migrations.
///
/// # Errors
/// See [`migrations::run`].
pub fn migrate(config: &Config) -> Outcome {
    let done = migrations::run(config.database.migration_url.expose(), config.database.url.expose())?;
    if done.is_empty() {
        println!("The tables are up to date.");
    }
    done.iter().for_each(|version| println!("migrated {version}"));
    Ok(ExitCode::SUCCESS)
}

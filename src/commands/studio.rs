//! `reprint studio`: the studios of this deployment.

use std::process::ExitCode;

use clap::Subcommand;
use reprint::{
    config::Config,
    kernel::{Currency, Locale, Name, Zone},
    studio::{self, NewStudio},
};

use super::{Outcome, one_connection};

#[derive(Subcommand)]
pub enum StudioCommand {
    /// Creates a studio and prints its id.
    Create {
        #[arg(long)]
        name: Name,
        /// The host name under which browsers reach it.
        #[arg(long, default_value = "localhost")]
        host: String,
        /// The language of its documents: en or de.
        #[arg(long, default_value = "en")]
        locale: Locale,
        #[arg(long, default_value = "Europe/Berlin")]
        zone: Zone,
        #[arg(long, default_value = "EUR")]
        currency: Currency,
    },
    /// Lets staff sign in from any address again, if they have locked themselves out.
    Open {
        /// The studio's host name; required if there is more than one studio.
        #[arg(long)]
        host: Option<String>,
    },
}

/// Runs the command.
///
/// # Errors
/// If the host name is taken, or no studio has it.
pub fn studio(config: &Config, command: StudioCommand) -> Outcome {
    let db = one_connection(config);
    match command {
        StudioCommand::Create { name, host, locale, zone, currency } => {
            println!("{}", studio::found(&db, &NewStudio { name, host, locale, zone, currency })?);
        }
        StudioCommand::Open { host } => {
            studio::addresses::open_to_all(&db, studio::at_host(&db, host.as_deref())?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

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
    /// Founds a studio, and prints its id.
    Create {
        #[arg(long)]
        name: Name,
        /// The host name browsers reach it by.
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
}

/// Does what the command says.
///
/// # Errors
/// When the host is another studio's.
pub fn studio(config: &Config, command: StudioCommand) -> Outcome {
    let StudioCommand::Create { name, host, locale, zone, currency } = command;
    let new = NewStudio { name, host, locale, zone, currency };
    println!("{}", studio::found(&one_connection(config), &new)?);
    Ok(ExitCode::SUCCESS)
}

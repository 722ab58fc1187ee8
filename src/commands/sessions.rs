//! `reprint sessions`: the sessions of a studio.

use std::process::ExitCode;

use clap::Subcommand;
use reprint::{accounts, config::Config, kernel::EmailAddress, studio};

use super::{Outcome, one_connection};

#[derive(Subcommand)]
pub enum SessionsCommand {
    /// Ends all sessions of a studio, or those of one person, immediately, and prints how many there were.
    End {
        /// End only this person's sessions.
        #[arg(long)]
        email: Option<EmailAddress>,
        /// The studio's host name; required if there is more than one studio.
        #[arg(long)]
        host: Option<String>,
    },
}

/// Runs the command.
///
/// # Errors
/// If there is no such studio, or none of its users has the address.
pub fn sessions(config: &Config, command: SessionsCommand) -> Outcome {
    let SessionsCommand::End { email, host } = command;
    let db = one_connection(config);
    let studio = studio::at_host(&db, host.as_deref())?;
    println!("{}", accounts::commands::end_sessions(&db, studio, email.as_ref())?);
    Ok(ExitCode::SUCCESS)
}

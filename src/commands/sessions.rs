//! `reprint sessions`: who is signed in.

use std::process::ExitCode;

use clap::Subcommand;
use reprint::{accounts, config::Config, kernel::EmailAddress, studio};

use super::{Outcome, one_connection};

#[derive(Subcommand)]
pub enum SessionsCommand {
    /// Signs everybody out, or one person, at once and everywhere, and prints how many sign-ins that ended.
    End {
        /// Whose; without it everybody's.
        #[arg(long)]
        email: Option<EmailAddress>,
        /// The studio's host name, where there is more than one studio.
        #[arg(long)]
        host: Option<String>,
    },
}

/// Does what the command says.
///
/// # Errors
/// When there is no such studio, or nobody there has the address.
pub fn sessions(config: &Config, command: SessionsCommand) -> Outcome {
    let SessionsCommand::End { email, host } = command;
    let db = one_connection(config);
    let studio = studio::at_host(&db, host.as_deref())?;
    println!("{}", accounts::commands::end_sessions(&db, studio, email.as_ref())?);
    Ok(ExitCode::SUCCESS)
}

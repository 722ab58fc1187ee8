//! `reprint admin`: the people who run a studio.

use std::process::ExitCode;

use clap::Subcommand;
use reprint::{
    accounts::{
        self,
        password::{Password, Pepper},
    },
    config::Config,
    kernel::{EmailAddress, Name},
    studio,
};

use super::{Outcome, one_connection};

#[derive(Subcommand)]
pub enum AdminCommand {
    /// Makes an admin, whose password is the first line of the standard input, and prints their id.
    Create {
        #[arg(long)]
        name: Name,
        #[arg(long)]
        email: EmailAddress,
        /// The studio's host name, where there is more than one studio.
        #[arg(long)]
        host: Option<String>,
    },
}

/// Does what the command says.
///
/// # Errors
/// When the password is refused, or the address is taken.
pub fn admin(config: &Config, command: AdminCommand) -> Outcome {
    let AdminCommand::Create { name, email, host } = command;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let about = [name.as_str(), email.local()];
    let password = Password::parse(line.trim_end_matches(['\r', '\n']), about)
        .map_err(|fault| format!("the password is refused: {}", fault.key))?;
    let db = one_connection(config);
    let studio = studio::at_host(&db, host.as_deref())?;
    println!(
        "{}",
        accounts::commands::create_admin(&db, &Pepper::of(config), studio, name, email, &password)?
    );
    Ok(ExitCode::SUCCESS)
}

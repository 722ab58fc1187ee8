//! `reprint admin`: the admins of a studio.

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
    tenancy::Studios,
};

use super::{Outcome, one_connection};

#[derive(Subcommand)]
pub enum AdminCommand {
    /// Creates an admin, whose password is the first line of standard input, and prints their id.
    ///
    /// With `--invite`, standard input is not read: the admin is sent an invitation, whose link is printed too, and chooses a
    /// password themselves.
    Create {
        #[arg(long)]
        name: Name,
        #[arg(long)]
        email: EmailAddress,
        /// The studio's host name; required if there is more than one studio.
        #[arg(long)]
        host: Option<String>,
        /// Send an invitation instead of reading a password. Run again for someone who has not accepted yet, it sends a new link.
        #[arg(long)]
        invite: bool,
    },
}

/// Runs the command.
///
/// # Errors
/// If the password is refused, or the email address is taken.
pub fn admin(config: &Config, command: AdminCommand) -> Outcome {
    let AdminCommand::Create { name, email, host, invite } = command;
    let db = one_connection(config);
    if invite {
        let studio = studio::at_host(&db, host.as_deref())?;
        let studios = Studios::new(db.clone(), config.web.public_url.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let base_url = runtime.block_on(studios.base_url(studio))?;
        println!("{}", accounts::commands::invite_admin(&db, studio, name, email, &base_url)?);
        return Ok(ExitCode::SUCCESS);
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let about = [name.as_str(), email.local()];
    let password = Password::parse(line.trim_end_matches(['\r', '\n']), about)
        .map_err(|fault| format!("the password is refused: {}", fault.key))?;
    let studio = studio::at_host(&db, host.as_deref())?;
    println!(
        "{}",
        accounts::commands::create_admin(&db, &Pepper::of(config), studio, name, email, &password)?
    );
    Ok(ExitCode::SUCCESS)
}

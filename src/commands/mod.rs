//! What `reprint` can be told to do. Each command says what it did on standard output, and what went wrong on standard error.

mod admin;
mod audit;
mod check;
#[cfg(feature = "demo")]
mod demo;
mod migrate;
mod serve;
mod sessions;
mod studio;
mod work;

use std::{process::ExitCode, sync::Arc};

use clap::{Parser, Subcommand};
use reprint::{
    config::{Config, DatabaseConfig},
    db::Db,
    kernel::time::SystemClock,
};

/// The client portal of a creative or print studio.
#[derive(Parser)]
#[command(version)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the portal, and works its queue unless WORK_QUEUE is false.
    Serve,
    /// Works the queue only: mail, tidying up. Any number may run.
    Work,
    /// Brings the database's tables up to date. Safe while an earlier release serves.
    Migrate,
    /// Loads a studio to try the portal with, and says how to sign in. Not in production.
    #[cfg(feature = "demo")]
    Demo {
        /// Only where there is no studio yet.
        #[arg(long)]
        if_empty: bool,
    },
    /// Looks whether all is well set up, and says everything that is not.
    Check,
    /// The studios of this deployment.
    #[command(subcommand)]
    Studio(studio::StudioCommand),
    /// The people who run a studio.
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// Who is signed in.
    #[command(subcommand)]
    Sessions(sessions::SessionsCommand),
    /// Who did what: whether it is as it was written.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
}

/// How a command ends: with a code for the shell, or with a reason.
pub type Outcome = Result<ExitCode, Box<dyn std::error::Error + Send + Sync>>;

/// The environment is not complete.
const MISCONFIGURED: u8 = 2;

/// Does what the command line says.
///
/// # Errors
/// In words for whoever typed it.
pub fn run(arguments: Arguments) -> Outcome {
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(faults) => {
            eprintln!("The environment is not complete:");
            faults.iter().for_each(|fault| eprintln!("  {fault}"));
            return Ok(ExitCode::from(MISCONFIGURED));
        }
    };
    match arguments.command {
        Command::Serve => serve::serve(config),
        Command::Work => work::work(config),
        Command::Migrate => migrate::migrate(&config),
        #[cfg(feature = "demo")]
        Command::Demo { if_empty } => demo::demo(&config, if_empty),
        Command::Check => check::check(&config),
        Command::Studio(command) => studio::studio(&config, command),
        Command::Admin(command) => admin::admin(&config, command),
        Command::Sessions(command) => sessions::sessions(&config, command),
        Command::Audit(command) => audit::audit(&config, command),
    }
}

/// Waits for SIGTERM or SIGINT.
async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
    Ok(())
}

/// A pool of one. A larger one still connects in the background when a short command ends, and libpq does not survive that.
fn one_connection(config: &Config) -> Db {
    Db::new(&DatabaseConfig { pool_size: 1, ..config.database.clone() }, Arc::new(SystemClock))
}

//! The commands of `reprint`. Each prints its result to standard output and errors to standard error.

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
    /// Serves the portal, and runs background jobs unless WORK_QUEUE is false.
    Serve,
    /// Runs background jobs only: mail, cleanup. Any number of workers may run.
    Work,
    /// Runs pending migrations. Safe while an earlier release is serving.
    Migrate,
    /// Loads a demo studio and prints how to sign in. Refused in production.
    #[cfg(feature = "demo")]
    Demo {
        /// Do nothing if there already is a studio.
        #[arg(long)]
        if_empty: bool,
    },
    /// Checks the configuration and reports every fault.
    Check,
    /// The studios of this deployment.
    #[command(subcommand)]
    Studio(studio::StudioCommand),
    /// The admins of a studio.
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// The sessions of a studio.
    #[command(subcommand)]
    Sessions(sessions::SessionsCommand),
    /// The audit log of a studio.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
}

/// The result of a command: an exit code, or an error.
pub type Outcome = Result<ExitCode, Box<dyn std::error::Error + Send + Sync>>;

/// The exit code if the environment is incomplete or invalid.
const MISCONFIGURED: u8 = 2;

/// Runs the command given on the command line.
///
/// # Errors
/// If the command fails; the message is meant for the person at the terminal.
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
async fn stop_requested() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
    Ok(())
}

/// A pool with one connection. A larger pool may still be connecting in the background when a short command exits, which crashes
/// libpq.
fn one_connection(config: &Config) -> Db {
    Db::new(&DatabaseConfig { pool_size: 1, ..config.database.clone() }, Arc::new(SystemClock))
}

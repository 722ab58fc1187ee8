//! The commands of `reprint`.

use std::{net::TcpListener, process::ExitCode, sync::Arc};

use clap::{Parser, Subcommand};
use diesel::{Connection, PgConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use reprint::{app::Portal, config::Config, kernel::time::SystemClock};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// The client portal of a print studio.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the portal.
    Serve,
    /// Brings the database's tables up to date.
    Migrate,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    rustls::crypto::ring::default_provider().install_default().expect("no other provider was installed");
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(faults) => {
            eprintln!("The environment is not complete:");
            faults.iter().for_each(|fault| eprintln!("  {fault}"));
            return ExitCode::from(2);
        }
    };
    let outcome = match arguments.command {
        Command::Serve => serve(config),
        Command::Migrate => migrate(&config),
    };
    if let Err(error) = outcome {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn serve(config: Config) -> Outcome {
    tracing_subscriber::fmt().with_env_filter(&config.log.filter).init();
    let listener = TcpListener::bind((config.web.address, config.web.port))?;
    let portal = Portal::new(config, Arc::new(SystemClock));
    actix_web::rt::System::new().block_on(async move {
        let server = portal.serve(listener)?;
        let (handle, live) = (server.handle(), portal.live.clone());
        actix_web::rt::spawn(async move {
            let _ = tokio::signal::ctrl_c().await;
            live.close();
            handle.stop(true).await;
        });
        Ok(server.await?)
    })
}

fn migrate(config: &Config) -> Outcome {
    let mut connection = PgConnection::establish(config.database.migration_url.expose())?;
    for version in connection.run_pending_migrations(MIGRATIONS)? {
        println!("migrated {version}");
    }
    Ok(())
}

//! The commands of `reprint`.

use std::{net::TcpListener, process::ExitCode, sync::Arc};

use clap::{Parser, Subcommand};
use diesel::{Connection, PgConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use reprint::{
    accounts::{
        self,
        password::{Password, Pepper},
    },
    app::Portal,
    config::{Config, DatabaseConfig},
    db::Db,
    kernel::{Currency, EmailAddress, Locale, Name, Zone, time::SystemClock},
    studio::{self, NewStudio},
};

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
    /// The studios of this deployment.
    #[command(subcommand)]
    Studio(StudioCommand),
    /// The people who run a studio.
    #[command(subcommand)]
    Admin(AdminCommand),
}

#[derive(Subcommand)]
enum StudioCommand {
    /// Founds a studio.
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

#[derive(Subcommand)]
enum AdminCommand {
    /// Makes an admin, whose password is the first line of the standard input.
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
        Command::Studio(command) => studio(&config, command),
        Command::Admin(command) => admin(&config, command),
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

fn studio(config: &Config, command: StudioCommand) -> Outcome {
    let StudioCommand::Create { name, host, locale, zone, currency } = command;
    let db = one_connection(config);
    let id = studio::found(&db, &NewStudio { name, host, locale, zone, currency })?;
    println!("{id}");
    Ok(())
}

fn admin(config: &Config, command: AdminCommand) -> Outcome {
    let AdminCommand::Create { name, email, host } = command;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let about = [name.as_str(), email.local()];
    let password = Password::parse(line.trim_end_matches(['\r', '\n']), about)
        .map_err(|fault| format!("the password is refused: {}", fault.key))?;
    let db = one_connection(config);
    let studio = studio::at_host(&db, host.as_deref())?;
    let id = accounts::commands::create_admin(&db, &Pepper::of(config), studio, name, email, &password)?;
    println!("{id}");
    Ok(())
}

/// A pool of one. A larger one still connects in the background when a short command ends, and libpq does not survive that.
fn one_connection(config: &Config) -> Db {
    Db::new(&DatabaseConfig { pool_size: 1, ..config.database.clone() }, Arc::new(SystemClock))
}

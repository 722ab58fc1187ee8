//! `reprint migrate`: the tables, one release at a time.

use std::process::ExitCode;

use diesel::{Connection, PgConnection, RunQueryDsl, migration::MigrationSource, pg::Pg};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use reprint::config::Config;

use super::Outcome;

pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Runs what has not run yet. Two releases at once take turns: the second waits, and finds nothing left to do.
///
/// # Errors
/// When Postgres cannot be reached, or a migration fails; that one is undone, those before it stay.
pub fn migrate(config: &Config) -> Outcome {
    let mut connection = PgConnection::establish(config.database.migration_url.expose())?;
    // Held by the connection, and gone with it however this ends.
    diesel::sql_query("select pg_advisory_lock(hashtext('migrations'))").execute(&mut connection)?;
    let done = connection.run_pending_migrations(MIGRATIONS)?;
    if done.is_empty() {
        println!("The tables are up to date.");
    }
    for version in done {
        println!("migrated {version}");
    }
    Ok(ExitCode::SUCCESS)
}

/// The migrations that have not run, as far as a connection may see. Needs no right to change anything.
///
/// # Errors
/// As Postgres answers.
pub fn pending(
    connection: &mut PgConnection,
) -> Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>> {
    #[derive(diesel::QueryableByName)]
    struct Ran {
        #[diesel(sql_type = diesel::sql_types::Text)]
        version: String,
    }
    let ran: Vec<Ran> = diesel::sql_query("select version::text as version from __diesel_schema_migrations")
        .load(connection)?;
    let ours = MigrationSource::<Pg>::migrations(&MIGRATIONS)?;
    let names = ours.iter().map(|migration| migration.name().version().to_string());
    Ok(names.filter(|name| !ran.iter().any(|ran| ran.version == *name)).collect())
}

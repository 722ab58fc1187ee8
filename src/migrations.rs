//! The tables' history, carried in the binary.

use diesel::{Connection, PgConnection, RunQueryDsl, migration::MigrationSource, pg::Pg, sql_types};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

use crate::grants;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Runs what has not run yet, and answers with its versions. Two releases at once take turns: the second waits, and finds nothing
/// left to do. `app_url` is what the portal itself works with: where that is another role, it is granted what it needs.
///
/// # Errors
/// When Postgres cannot be reached, or a migration fails; that one is undone, those before it stay.
pub fn run(url: &str, app_url: &str) -> Outcome<Vec<String>> {
    let mut connection = PgConnection::establish(url)?;
    // Held by the connection, and gone with it however this ends.
    diesel::sql_query("select pg_advisory_lock(hashtext('migrations'))").execute(&mut connection)?;
    let done: Vec<String> =
        connection.run_pending_migrations(MIGRATIONS)?.iter().map(ToString::to_string).collect();
    grants::apply(&mut connection, &mut PgConnection::establish(app_url)?)?;
    Ok(done)
}

#[derive(diesel::QueryableByName)]
struct Ran {
    #[diesel(sql_type = sql_types::Text)]
    version: String,
}

/// What has not run yet. Needs no right to change anything.
pub fn pending(connection: &mut PgConnection) -> Outcome<Vec<String>> {
    let ran: Vec<Ran> = diesel::sql_query("select version::text as version from __diesel_schema_migrations")
        .load(connection)?;
    let ours = MigrationSource::<Pg>::migrations(&MIGRATIONS)?;
    let versions = ours.iter().map(|migration| migration.name().version().to_string());
    Ok(versions.filter(|version| !ran.iter().any(|ran| ran.version == *version)).collect())
}

//! The migrations, embedded in the binary.

use diesel::{Connection, PgConnection, RunQueryDsl, migration::MigrationSource, pg::Pg, sql_types};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

use crate::grants;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Runs the pending migrations and returns their versions. Concurrent runs wait for each other, so the second finds nothing left to
/// do. `app_url` is the portal's own connection: if that is another role, it is granted what it needs.
///
/// # Errors
/// If Postgres cannot be reached, or a migration fails; a failed migration is rolled back, earlier ones stay.
pub fn run(url: &str, app_url: &str) -> Outcome<Vec<String>> {
    let mut connection = PgConnection::establish(url)?;
    // A session-level lock: it is released when the connection closes, whatever happens.
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

/// The migrations that have not run yet. Requires no privilege to change anything.
pub fn pending(connection: &mut PgConnection) -> Outcome<Vec<String>> {
    let ran: Vec<Ran> = diesel::sql_query("select version::text as version from __diesel_schema_migrations")
        .load(connection)?;
    let ours = MigrationSource::<Pg>::migrations(&MIGRATIONS)?;
    let versions = ours.iter().map(|migration| migration.name().version().to_string());
    Ok(versions.filter(|version| !ran.iter().any(|ran| ran.version == *version)).collect())
}

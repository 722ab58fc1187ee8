//! Fills a studio with a year's work, or a multiple of it, within seconds: `fill.sql`.

use diesel::{PgConnection, QueryResult, connection::SimpleConnection};
use uuid::Uuid;

/// Fills an existing studio with a client and one of its projects, as the owner of the tables. `scale` 1 means the numbers in
/// fill.sql.
///
/// # Errors
/// If Postgres reports an error.
pub fn fill(
    owner: &mut PgConnection,
    studio: Uuid,
    client: Uuid,
    project: Uuid,
    scale: u32,
) -> QueryResult<()> {
    owner.batch_execute(&script(studio, client, project, scale))?;
    // As autovacuum would have done if all of this had happened over time.
    owner.batch_execute("vacuum analyze")
}

/// The same as a script.
pub fn script(studio: Uuid, client: Uuid, project: Uuid, scale: u32) -> String {
    format!(
        "begin; set local app.studio_id = '{studio}'; set local app.role = 'system'; set local bench.scale = '{scale}';
         set local bench.client = '{client}'; set local bench.project = '{project}'; {}; commit;",
        include_str!("fill.sql")
    )
}

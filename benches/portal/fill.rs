//! A studio with as much work as a year brings, or several times as much, in seconds: `fill.sql`.

use diesel::{PgConnection, QueryResult, connection::SimpleConnection};
use uuid::Uuid;

/// Fills a studio that is there, with a client and one of its projects, as the owner of the tables. `scale` 1 is what fill.sql says.
///
/// # Errors
/// As Postgres answers.
pub fn fill(
    owner: &mut PgConnection,
    studio: Uuid,
    client: Uuid,
    project: Uuid,
    scale: u32,
) -> QueryResult<()> {
    owner.batch_execute(&script(studio, client, project, scale))?;
    // As autovacuum would have done by the time that all of this had happened.
    owner.batch_execute("vacuum analyze")
}

/// The same as one text.
pub fn script(studio: Uuid, client: Uuid, project: Uuid, scale: u32) -> String {
    format!(
        "begin; set local app.studio_id = '{studio}'; set local app.role = 'system'; set local bench.scale = '{scale}';
         set local bench.client = '{client}'; set local bench.project = '{project}'; {}; commit;",
        include_str!("fill.sql")
    )
}

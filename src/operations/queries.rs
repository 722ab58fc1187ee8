//! The room's SQL: cleanup, and checks of Postgres.

use diesel::{PgConnection, prelude::*, sql_types};

use crate::{
    db::Tx,
    error::AppResult,
    schema::{jobs, studios},
};

/// Failed jobs are kept longer than others: someone may still want to run them again.
const DEAD_LETTERS_KEPT: chrono::Duration = chrono::Duration::days(90);

/// Deletes failed jobs that nobody has run again.
pub fn sweep_dead_letters(tx: &mut Tx) -> AppResult<()> {
    let old = jobs::table.filter(jobs::died_at.lt(tx.now - DEAD_LETTERS_KEPT));
    diesel::delete(old).execute(tx.conn())?;
    Ok(())
}

/// The studio's own email address; may be empty.
pub fn studio_email(tx: &mut Tx) -> AppResult<String> {
    Ok(studios::table.select(studios::email).first(tx.conn())?)
}

/// An empty query to check whether Postgres responds.
pub fn ping(connection: &mut PgConnection) -> AppResult<()> {
    Ok(diesel::sql_query("select 1").execute(connection).map(drop)?)
}

#[derive(QueryableByName)]
struct Role {
    #[diesel(sql_type = sql_types::Text)]
    name: String,
    #[diesel(sql_type = sql_types::Bool)]
    superuser: bool,
    #[diesel(sql_type = sql_types::Bool)]
    bypasses: bool,
}

/// Why the role of this connection must not be used: row-level security does not apply to superusers and to roles with BYPASSRLS.
/// Returns `None` if the role is fine.
pub fn role_fault(connection: &mut PgConnection) -> AppResult<Option<String>> {
    let role: Role = diesel::sql_query(
        "select rolname::text as name, rolsuper as superuser, rolbypassrls as bypasses from pg_roles where rolname = current_user",
    )
    .get_result(connection)?;
    let name = &role.name;
    Ok(match (role.superuser, role.bypasses) {
        (true, _) => Some(format!("the role {name} is a superuser: row-level security does not bind it")),
        (_, true) => Some(format!("the role {name} bypasses row-level security")),
        _ => None,
    })
}

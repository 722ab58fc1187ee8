//! Whether the database role keeps the walls: a superuser, or a role told to bypass row-level security, walks through them.

use diesel::{PgConnection, QueryableByName, RunQueryDsl, sql_types};

use crate::error::AppResult;

#[derive(QueryableByName)]
struct Role {
    #[diesel(sql_type = sql_types::Text)]
    name: String,
    #[diesel(sql_type = sql_types::Bool)]
    superuser: bool,
    #[diesel(sql_type = sql_types::Bool)]
    bypasses: bool,
}

/// Why the role of this connection must not be used; none when it may.
///
/// # Errors
/// As Postgres answers.
pub fn fault(connection: &mut PgConnection) -> AppResult<Option<String>> {
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

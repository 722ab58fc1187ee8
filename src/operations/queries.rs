//! The room's SQL: what is tidied up, and what Postgres says of itself.

use diesel::{PgConnection, prelude::*, sql_types};

use crate::{
    db::Tx,
    error::AppResult,
    schema::{jobs, studios},
};

/// Dead letters are kept longer: someone may still want to send them.
const DEAD_LETTERS_KEPT: chrono::Duration = chrono::Duration::days(90);

/// Removes dead letters that nobody sent again.
pub fn sweep_dead_letters(tx: &mut Tx) -> AppResult<()> {
    let old = jobs::table.filter(jobs::died_at.lt(tx.now - DEAD_LETTERS_KEPT));
    diesel::delete(old).execute(tx.conn())?;
    Ok(())
}

/// The studio's own address; may be empty.
pub fn studio_email(tx: &mut Tx) -> AppResult<String> {
    Ok(studios::table.select(studios::email).first(tx.conn())?)
}

/// Asks for nothing, to hear whether Postgres answers.
pub fn knock(connection: &mut PgConnection) -> AppResult<()> {
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

/// Why the role of this connection must not be used: a superuser, or a role told to bypass row-level security, walks through every
/// wall. None when it may.
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

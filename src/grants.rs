//! What the app's database role may do to each table: exactly what src/grants.txt lists.
//!
//! A migration cannot grant this, because it does not know the role's name; `reprint migrate` takes it from DATABASE_URL.

use diesel::{PgConnection, prelude::*, sql_types};

/// The grants, table by table: `projects: select, insert (id, name), update (name), delete`.
pub const GRANTS: &str = include_str!("grants.txt");

/// One verb of a line of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// The table.
    pub table: String,
    /// `select`, `insert`, `update` or `delete`.
    pub verb: String,
    /// The columns; empty means all of them.
    pub columns: Vec<String>,
}

impl Grant {
    /// The grant as it stands in a `grant … to` statement.
    fn sql(&self) -> String {
        let Self { table, verb, columns } = self;
        if columns.is_empty() {
            format!("{verb} on {table}")
        } else {
            format!("{verb} ({}) on {table}", columns.join(", "))
        }
    }
}

/// The grants of the file, in its order.
pub fn wanted() -> Vec<Grant> {
    let lines = GRANTS.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(": ")).flat_map(|(table, verbs)| of_table(table, verbs)).collect()
}

fn of_table(table: &str, verbs: &str) -> Vec<Grant> {
    let mut grants: Vec<Grant> = Vec::new();
    let mut within = false;
    for word in verbs.split([',', ' ']).filter(|word| !word.is_empty()) {
        let name = word.trim_matches(['(', ')']).to_owned();
        match grants.last_mut().filter(|_| within || word.starts_with('(')) {
            Some(grant) => grant.columns.push(name),
            None => grants.push(Grant { table: table.to_owned(), verb: name, columns: Vec::new() }),
        }
        within = (within || word.starts_with('(')) && !word.ends_with(')');
    }
    grants
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = sql_types::Text)]
    name: String,
}

fn role_of(connection: &mut PgConnection) -> QueryResult<String> {
    diesel::sql_query("select current_user::text as name").get_result(connection).map(|Named { name }| name)
}

/// Grants the app's role what the file lists and revokes everything else, in one statement. Does nothing if the app and the owner are
/// the same role. Returns whether they are two roles.
pub fn apply(owner: &mut PgConnection, app: &mut PgConnection) -> QueryResult<bool> {
    let (owning, using) = (role_of(owner)?, role_of(app)?);
    if owning == using {
        return Ok(false);
    }
    refuse_temporary_tables(owner, &using)?;
    let granted: Vec<String> = wanted().iter().map(Grant::sql).collect();
    diesel::sql_query("select grant_only($1::name, $2)")
        .bind::<sql_types::Text, _>(using)
        .bind::<sql_types::Array<sql_types::Text>, _>(granted)
        .execute(owner)?;
    Ok(true)
}

/// By default every role may create temporary tables in a new database. The app needs none, so this revokes the privilege if the
/// owner of the tables also owns the database. Otherwise [`differences`] reports it.
fn refuse_temporary_tables(owner: &mut PgConnection, app: &str) -> QueryResult<()> {
    let revoked = diesel::sql_query(
        "select format('revoke temporary on database %I from public, %I', datname, $1) as name from pg_database
            where datname = current_database() and pg_has_role(datdba, 'usage')",
    );
    let revoked: Option<Named> = revoked.bind::<sql_types::Text, _>(app).get_result(owner).optional()?;
    revoked.map_or(Ok(()), |Named { name }| diesel::sql_query(name).execute(owner).map(drop))
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = sql_types::Text)]
    table: String,
    #[diesel(sql_type = sql_types::Text)]
    verb: String,
    #[diesel(sql_type = sql_types::Array<sql_types::Text>)]
    columns: Vec<String>,
}

/// The privileges of this connection's role, as Postgres reports them.
pub fn held(app: &mut PgConnection) -> QueryResult<Vec<Grant>> {
    let held: Vec<Held> = diesel::sql_query(
        "select c.relname::text as table, v.verb, case when has_table_privilege(c.oid, v.verb) then array[]::text[]
            else array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                and v.verb in ('select', 'insert', 'update') and has_column_privilege(c.oid, a.attnum, v.verb)) end as columns
         from pg_class c cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as v (verb)
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
            and (has_table_privilege(c.oid, v.verb) or v.verb in ('select', 'insert', 'update') and has_any_column_privilege(c.oid, v.verb))",
    )
    .load(app)?;
    Ok(held.into_iter().map(|Held { table, verb, columns }| Grant { table, verb, columns }).collect())
}

/// How a role's privileges differ from the file: `+` marks a privilege that it should not have, `-` one that it lacks.
pub fn differences(app: &mut PgConnection) -> QueryResult<Vec<String>> {
    let spread = |grants: Vec<Grant>| -> std::collections::BTreeSet<String> {
        let each = |grant: Grant| {
            let Grant { table, verb, columns } = grant;
            let one = format!("{verb} on {table}");
            if columns.is_empty() {
                vec![one]
            } else {
                columns.iter().map(|column| format!("{one}.{column}")).collect()
            }
        };
        grants.into_iter().flat_map(each).collect()
    };
    let (mut held, wanted) = (spread(held(app)?), spread(wanted()));
    let temporary = diesel::sql_query(
        "select datname::text as name from pg_database
            where datname = current_database() and has_database_privilege(oid, 'temporary')",
    );
    let temporary: Option<Named> = temporary.get_result(app).optional()?;
    held.extend(temporary.map(|Named { name }| format!("temporary on database {name}")));
    let beyond = held.difference(&wanted).map(|one| format!("+ {one}"));
    Ok(beyond.chain(wanted.difference(&held).map(|one| format!("- {one}"))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_parsed_into_one_grant_per_verb() {
        let read = of_table("a", "select, insert (id, name), update (name), delete");
        let written: Vec<_> = read.iter().map(Grant::sql).collect();
        assert_eq!(written, ["select on a", "insert (id, name) on a", "update (name) on a", "delete on a"]);
    }
}

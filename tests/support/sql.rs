//! SQL without the app: as its role with chosen settings, and as the owner of the tables.

use diesel::{
    Connection, PgConnection, QueryResult, RunQueryDsl, connection::SimpleConnection, sql_query,
    sql_types::Text,
};
use reprint::access::{Reach, Role, Scope};

use super::cluster::cluster;

/// A new connection as the app's role, outside its pool and without a scope.
pub fn app() -> PgConnection {
    PgConnection::establish(&cluster().app_url).expect("the app's role may connect")
}

/// A new connection as the owner of the tables, who may change tables. Row-level security applies to it as well.
pub fn owner() -> PgConnection {
    PgConnection::establish(&cluster().owner_url).expect("the owner may connect")
}

/// Runs `work` with the settings of a scope, and rolls it back.
pub fn probe<T>(connection: &mut PgConnection, scope: Scope, work: impl FnOnce(&mut PgConnection) -> T) -> T {
    unasked(connection, |connection| {
        announce(connection, scope).expect("a scope can be set");
        work(connection)
    })
}

/// Runs `work` without a scope, and rolls it back.
pub fn unasked<T>(connection: &mut PgConnection, work: impl FnOnce(&mut PgConnection) -> T) -> T {
    let mut answer = None;
    let undone: QueryResult<()> = connection.transaction(|connection| {
        answer = Some(work(connection));
        Err(diesel::result::Error::RollbackTransaction)
    });
    assert_eq!(undone, Err(diesel::result::Error::RollbackTransaction));
    answer.expect("the work ran")
}

/// Runs a statement. Returns the number of affected rows, or the error of Postgres; a failed statement is rolled back at once.
pub fn touch(connection: &mut PgConnection, statement: &str) -> Result<usize, String> {
    connection
        .transaction(|connection| sql_query(statement).execute(connection))
        .map_err(|error: diesel::result::Error| error.to_string())
}

/// The values of a query whose only column is called `text`.
pub fn texts(connection: &mut PgConnection, query: &str) -> Vec<String> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        text: String,
    }
    let rows: Vec<Row> = sql_query(query).load(connection).unwrap_or_else(|error| panic!("{query}: {error}"));
    rows.into_iter().map(|row| row.text).collect()
}

/// Makes the same settings as `db.rs`, independently of it: both must mean the same to the policies.
pub fn announce(connection: &mut PgConnection, scope: Scope) -> QueryResult<()> {
    let (role, standing) = match scope.reach {
        Reach::System => ("system", ""),
        Reach::Person(Role::Admin) => ("admin", ""),
        Reach::Person(Role::Staff) => ("staff", ""),
        Reach::Person(Role::Client { standing, .. }) => ("client", standing.as_str()),
    };
    let or_nothing = |id: Option<String>| id.unwrap_or_default();
    let user = or_nothing(scope.user.map(|id| id.to_string()));
    let client = or_nothing(scope.client().map(|id| id.to_string()));
    connection.batch_execute(&format!(
        "set local app.studio_id = '{}'; set local app.role = '{role}'; set local app.user_id = '{user}';
         set local app.client_id = '{client}'; set local app.standing = '{standing}'",
        scope.studio
    ))
}

/// The number of transactions that wait for a connection's transaction, directly or indirectly.
pub fn waiting_behind(watcher: &mut PgConnection, pid: &str) -> usize {
    let waiting = format!(
        "with recursive waiting (pid) as (
            select pid from pg_stat_activity where {pid} = any (pg_blocking_pids(pid))
            union select a.pid from pg_stat_activity a join waiting w on w.pid = any (pg_blocking_pids(a.pid)))
         select count(*)::text as text from waiting"
    );
    texts(watcher, &waiting).remove(0).parse().expect("a count")
}

/// The process id of the connection's backend.
pub fn pid(connection: &mut PgConnection) -> String {
    texts(connection, "select pg_backend_pid()::text as text").remove(0)
}

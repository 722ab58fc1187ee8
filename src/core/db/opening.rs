//! The beginning of a transaction.

use std::{net::IpAddr, sync::Arc};

use chrono::{DateTime, Utc};
use diesel::{
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    pg::PgConnection,
    prelude::*,
};

use crate::{
    access::{Asks, Origin, Reach, Role, Scope, SignIn, lifetimes},
    kernel::ids::UserId,
};

/// On whose behalf a transaction runs, in a form that can be sent to the blocking pool.
#[derive(Clone)]
pub struct Opening {
    pub scope: Scope,
    pub actor: Option<UserId>,
    pub named: Arc<str>,
    pub origin: Arc<Origin>,
    /// The sign-in that must still be valid for the transaction to begin.
    pub sign_in: Option<SignIn>,
}

impl Opening {
    /// The opening for a caller.
    pub fn of(who: &impl Asks) -> Self {
        let (scope, actor) = (who.scope(), who.actor());
        Self { scope, actor, named: who.named().into(), origin: who.origin(), sign_in: None }
    }

    /// Begins a transaction and tells Postgres who is asking until it ends, all in one message, because every request waits for the reply.
    pub fn begin(
        &self,
        connection: &mut PgConnection,
        read_only: bool,
        now: DateTime<Utc>,
    ) -> QueryResult<()> {
        let mode = if read_only { "only" } else { "write" };
        let sql = format!("begin read {mode}; {}; {}", settings(self.scope), self.check(now));
        AnsiTransactionManager::begin_transaction_sql(connection, &sql)
    }

    /// Like [`Opening::begin`], inside a transaction, as a savepoint.
    pub fn begin_part(&self, connection: &mut PgConnection) -> QueryResult<()> {
        AnsiTransactionManager::begin_transaction(connection)?;
        connection.batch_execute(&settings(self.scope))
    }

    /// The statement that rejects the transaction if the session has ended or has a different cookie than the request.
    fn check(&self, now: DateTime<Utc>) -> String {
        self.sign_in.map_or_else(String::new, |SignIn { session, cookie, user, role, whole }| {
            let unused_since = (now - lifetimes(role).0).to_rfc3339();
            let now = now.to_rfc3339();
            let (role, client, standing) = role.columns();
            let client = client.map_or_else(|| "null".into(), |client| format!("'{client}'"));
            let standing = standing.map_or_else(|| "null".into(), |standing| format!("'{standing}'"));
            // Either a parsed address or empty, so it cannot contain a quote.
            let address = self.origin.address.parse::<IpAddr>().map(|address| address.to_canonical());
            let address = address.map(|address| address.to_string()).unwrap_or_default();
            format!(
                "select must_be_signed_in('{session}', '{cookie}', '{user}', {whole}, '{role}', {client}, {standing}, '{address}',
                    '{now}', '{unused_since}')"
            )
        })
    }
}

/// Ids and the portal's own codes need no quoting.
pub fn settings(scope: Scope) -> String {
    let (role, client, standing) = match scope.reach {
        Reach::System => ("system", None, ""),
        Reach::Person(Role::Admin) => ("admin", None, ""),
        Reach::Person(Role::Staff) => ("staff", None, ""),
        Reach::Person(Role::Client { client, standing }) => ("client", Some(client), standing.as_str()),
    };
    let or_nobody = |id: Option<String>| id.unwrap_or_default();
    format!(
        "set local app.studio_id = '{}'; set local app.role = '{role}'; set local app.user_id = '{}';
            set local app.client_id = '{}'; set local app.standing = '{standing}'",
        scope.studio,
        or_nobody(scope.user.map(|id| id.to_string())),
        or_nobody(client.map(|id| id.to_string())),
    )
}

//! How every connection is set up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use diesel::{
    connection::{Connection, InstrumentationEvent, SimpleConnection},
    pg::PgConnection,
    r2d2::CustomizeConnection,
};

/// The settings of a connection, sent once. The pages that are read are in memory, so looking up a row by its key is faster than reading
/// the whole table; by default, Postgres assumes that pages are on a disk.
#[derive(Debug)]
pub(super) struct ConnectionDefaults {
    pub(super) statement_timeout: Duration,
    /// Counts the statements sent on every connection.
    pub(super) statements: Arc<AtomicU64>,
}

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for ConnectionDefaults {
    fn on_acquire(&self, connection: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        let limit = self.statement_timeout.as_millis();
        connection
            .batch_execute(&format!(
                "set statement_timeout = {limit}; set lock_timeout = {limit};
                 set log_parameter_max_length_on_error = 0; -- or no guard of evidence trusts who changes it
                 set seq_page_cost = 0.1; set random_page_cost = 0.1;
                 set idle_in_transaction_session_timeout = {}; set timezone = 'UTC'",
                limit * 2
            ))
            .map_err(diesel::r2d2::Error::QueryError)?;
        let statements = self.statements.clone();
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                statements.fetch_add(1, Ordering::Relaxed);
            }
        });
        Ok(())
    }
}

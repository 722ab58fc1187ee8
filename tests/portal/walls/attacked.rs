//! Two clients with one row of everything, and a connection with the app's privileges, on which statements are tried in different scopes.

use diesel::PgConnection;
use reprint::access::{Asks, Scope, SystemViewer};

use crate::support::{sql, *};

pub struct Attacked {
    pub studio: Studio,
    pub birch: Things,
    pub northlight: Things,
    pub app: PgConnection,
}

pub fn attacked() -> Attacked {
    let studio = Studio::new();
    let (birch, northlight) = (studio.furnish(&studio.birch), studio.furnish(&studio.northlight));
    Attacked { studio, birch, northlight, app: sql::app() }
}

impl Attacked {
    pub fn system(&self) -> Scope {
        SystemViewer::new(self.studio.id, "test").scope()
    }

    pub fn manager(&self) -> Scope {
        self.studio.scope(&self.studio.birch.manager)
    }

    /// The result of a statement in a scope; rolled back.
    pub fn tries(&mut self, scope: Scope, statement: &str) -> Result<usize, String> {
        sql::probe(&mut self.app, scope, |connection| sql::touch(connection, statement))
    }

    /// Asserts that each statement is refused or changes nothing, because of a privilege, a policy, a key or a trigger.
    #[track_caller]
    pub fn refused(&mut self, scope: Scope, statements: &[String]) {
        for statement in statements {
            let said = self.tries(scope, statement);
            assert!(!matches!(said, Ok(rows) if rows > 0), "{statement}: {said:?}");
        }
    }

    /// Asserts that each statement affects a row: what the app does must still work.
    #[track_caller]
    pub fn allowed(&mut self, scope: Scope, statements: &[String]) {
        for statement in statements {
            let said = self.tries(scope, statement);
            assert!(matches!(said, Ok(rows) if rows > 0), "{statement}: {said:?}");
        }
    }

    /// The text that a query returns, as the system.
    pub fn told(&mut self, query: &str) -> String {
        let system = self.system();
        sql::probe(&mut self.app, system, |connection| sql::texts(connection, query).pop().expect("one row"))
    }
}

/// The scope of a studio's system.
pub fn system_of(studio: &Studio) -> Scope {
    SystemViewer::new(studio.id, "test").scope()
}

//! Two clients with one of everything, and a connection with the app's own rights to try statements on, each in a scope.

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

    /// What Postgres says to a statement in a scope; undone at once.
    pub fn tries(&mut self, scope: Scope, statement: &str) -> Result<usize, String> {
        sql::probe(&mut self.app, scope, |connection| sql::touch(connection, statement))
    }

    /// Each of them is refused, by a right, a policy, a key or a guard.
    #[track_caller]
    pub fn refused(&mut self, scope: Scope, statements: &[String]) {
        for statement in statements {
            let said = self.tries(scope, statement);
            assert!(!matches!(said, Ok(rows) if rows > 0), "{statement}: {said:?}");
        }
    }

    /// Each touches a row: what the app does is still done.
    #[track_caller]
    pub fn allowed(&mut self, scope: Scope, statements: &[String]) {
        for statement in statements {
            let said = self.tries(scope, statement);
            assert!(matches!(said, Ok(rows) if rows > 0), "{statement}: {said:?}");
        }
    }

    /// A text that a query answers with, as the system.
    pub fn told(&mut self, query: &str) -> String {
        let system = self.system();
        sql::probe(&mut self.app, system, |connection| sql::texts(connection, query).pop().expect("one row"))
    }
}

/// How far a studio's system sees.
pub fn system_of(studio: &Studio) -> Scope {
    SystemViewer::new(studio.id, "test").scope()
}

//! The only SQL of the room.

use diesel::{
    dsl::{IntoBoxed, auto_type},
    pg::Pg,
    prelude::*,
};

use super::model::{Header, Project};
use crate::{
    access::Scope,
    db::Tx,
    error::AppResult,
    kernel::ids::ProjectId,
    schema::{clients, project_types, projects},
};

#[auto_type]
fn with_names() -> _ {
    projects::table
        .inner_join(clients::table.on(clients::id.eq(projects::client_id)))
        .left_join(project_types::table.on(project_types::id.nullable().eq(projects::type_id)))
}

/// The projects an asker may see, with their client and type. Every read of the room starts here.
pub fn visible<'a>(scope: Scope) -> IntoBoxed<'a, with_names, Pg> {
    let all = with_names().into_boxed();
    match scope.client() {
        Some(client) => all.filter(projects::client_id.eq(client)),
        None => all,
    }
}

/// A project.
///
/// # Errors
/// Not found when there is none, or none this asker may see.
pub fn find(tx: &mut Tx, id: ProjectId) -> AppResult<Project> {
    Ok(visible(tx.scope).filter(projects::id.eq(id)).select(Project::as_select()).first(tx.conn())?)
}

/// What stands above every page of a project.
///
/// # Errors
/// Not found when there is none, or none this asker may see.
pub fn header(tx: &mut Tx, id: ProjectId) -> AppResult<Header> {
    Ok(visible(tx.scope).filter(projects::id.eq(id)).select(Header::as_select()).first(tx.conn())?)
}

//! The room's SQL.

use diesel::{dsl::IntoBoxed, pg::Pg, prelude::*};

use super::model::Entry;
use crate::{
    access::{Scope, visible},
    db::Tx,
    error::AppResult,
    kernel::{
        ids::ProjectId,
        paging::{Page, PageSize},
    },
    schema::{events, projects, users},
};

/// The number of entries on a page of a feed.
const PAGE: PageSize = PageSize(40);

#[diesel::dsl::auto_type]
fn with_names() -> _ {
    events::table
        .left_join(users::table.on(users::id.nullable().eq(events::actor_id)))
        .left_join(projects::table.on(projects::id.nullable().eq(events::project_id)))
}

/// The events that a viewer may see in a feed.
fn visible<'a>(scope: Scope) -> IntoBoxed<'a, with_names, Pg> {
    visible!(with_names(), scope, |client| events::client_id.eq(client))
        .filter(events::in_feed)
        .filter(events::user_id.is_null().or(events::user_id.is_not_distinct_from(scope.user)))
}

/// The newest entries, of one project or of all projects.
pub fn latest(tx: &mut Tx, project: Option<ProjectId>, most: i64) -> AppResult<Vec<Entry>> {
    read(tx, project, None, most)
}

/// A page of the feed, of one project or of all; `before` is where the previous page ended.
pub fn page(tx: &mut Tx, project: Option<ProjectId>, before: Option<i64>) -> AppResult<Page<Entry>> {
    Ok(PAGE.page(read(tx, project, before, PAGE.to_read())?, |entry| entry.id))
}

fn read(tx: &mut Tx, project: Option<ProjectId>, before: Option<i64>, most: i64) -> AppResult<Vec<Entry>> {
    let mut query = visible(tx.scope).order(events::id.desc()).limit(most);
    if let Some(project) = project {
        query = query.filter(events::project_id.eq(project));
    }
    if let Some(before) = before {
        query = query.filter(events::id.lt(before));
    }
    Ok(query.select(Entry::as_select()).load(tx.conn())?)
}

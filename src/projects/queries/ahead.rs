//! Current and upcoming work, for pages that show more than one project.

use chrono::NaiveDate;
use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Date, Nullable, Uuid},
};

use crate::{
    db::Tx,
    error::AppResult,
    kernel::ids::{ClientId, ProjectId},
    prepared::{fixed, prepared},
    projects::model::{InStatus, Upcoming},
    room::Work,
    schema::projects,
    urls,
};

/// Upcoming milestones of active projects, earliest first. `$1`: the last due date, or null for no limit, `$2`: the client,
/// `$3`: limit. They are read in order of their due date, each with a lookup of its project: `offset 0` keeps Postgres from
/// starting with the projects.
macro_rules! upcoming {
    ($client:literal) => {
        concat!(
            "select m.project_id, m.project as project_name, c.name as client_name, m.title, m.due_on
            from (
                select m.*, p.name as project from milestones m
                cross join lateral (
                    select p.name from projects p where p.studio_id = m.studio_id and p.id = m.project_id
                        and p.archived_at is null and p.status in ('planning', 'in_progress', 'review') offset 0
                ) p
                where m.done_at is null and m.due_on is not null and ($1 is null or m.due_on <= $1) ",
            $client,
            " order by m.due_on, m.position, m.id limit $3
            ) m
            cross join lateral (select c.name from clients c where c.studio_id = m.studio_id and c.id = m.client_id offset 0) c
            order by m.due_on, m.position, m.id"
        )
    };
}

/// Open milestones that are due by `until` (or at any date), earliest first.
pub fn upcoming(tx: &mut Tx, until: Option<NaiveDate>, most: i64) -> AppResult<Vec<Upcoming>> {
    let client: Option<ClientId> = tx.scope.client();
    // Stated in the query as well as in the policies, which cannot use an index.
    let statement = match client {
        Some(_) => upcoming!("and m.client_id = $2"),
        None => upcoming!(""),
    };
    Ok(prepared(statement)
        .bind::<Nullable<Date>, _>(until)
        .bind::<Nullable<Uuid>, _>(client)
        .bind::<BigInt, _>(most)
        .load(tx.conn())?)
}

/// The number of projects per status, in the order of the life cycle. A status without projects is left out.
pub fn by_status(tx: &mut Tx) -> AppResult<Vec<InStatus>> {
    let mut found: Vec<InStatus> =
        prepared("select status, projects as count from projects_in_status where projects > 0")
            .load(tx.conn())?;
    found.sort_by_key(|found| found.status);
    Ok(found)
}

/// A literal, so that Postgres sees which partial index it can use.
const GOES_ON: &str = "projects.status not in ('completed', 'cancelled')";

/// The current projects of a client: those with a due date first, earliest first.
pub fn work(tx: &mut Tx, client: ClientId) -> AppResult<Vec<Work>> {
    let found: Vec<(ProjectId, String, Option<NaiveDate>)> = projects::table
        .filter(projects::client_id.eq(client))
        .filter(projects::archived_at.is_null())
        .filter(fixed::<Bool>(GOES_ON))
        .order((projects::due_on.asc().nulls_last(), projects::id.desc()))
        .limit(10)
        .select((projects::id, projects::name, projects::due_on))
        .load(tx.conn())?;
    let work = |(id, name, due_on)| Work { page: urls::project(id), name, due_on };
    Ok(found.into_iter().map(work).collect())
}

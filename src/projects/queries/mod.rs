//! The room's SQL. Every read starts from [`visible`]; writes are in the submodules.

pub mod ahead;
pub mod changes;
pub mod milestones;

use diesel::{
    dsl::{IntoBoxed, auto_type},
    pg::Pg,
    prelude::*,
    sql_types::{Bool, Text},
};

use super::{
    forms::ProjectQuery,
    model::{Choices, ClientChoice, Header, MOST_CLIENTS, Milestone, Project, TypeChoice},
    rules::{Burn, Status, burn},
};
use crate::{
    access::{Scope, visible},
    clients::NAME_IN_ORDER,
    db::Tx,
    error::AppResult,
    kernel::{
        ids::{ClientId, MilestoneId, ProjectId},
        money::Money,
        paging::{Page, PageSize},
        text::anywhere,
    },
    prepared::fixed,
    schema::{clients, milestones as rows, project_money, project_types, projects},
};

/// How many projects a page lists.
const PAGE: PageSize = PageSize(50);

#[auto_type]
fn with_names() -> _ {
    projects::table
        .inner_join(clients::table.on(clients::id.eq(projects::client_id)))
        .left_join(project_types::table.on(project_types::id.nullable().eq(projects::type_id)))
}

/// The projects within the scope, with their client and type.
pub fn visible<'a>(scope: Scope) -> IntoBoxed<'a, with_names, Pg> {
    visible!(with_names(), scope, |client| projects::client_id.eq(client))
}

/// The milestones within the scope.
pub fn visible_milestones<'a>(scope: Scope) -> rows::BoxedQuery<'a, Pg> {
    visible!(rows::table, scope, |client| rows::client_id.eq(client))
}

/// A project.
///
/// # Errors
/// `NotFound` if it does not exist or is not visible to the viewer.
pub fn find(tx: &mut Tx, id: ProjectId) -> AppResult<Project> {
    Ok(visible(tx.scope).filter(projects::id.eq(id)).select(Project::as_select()).first(tx.conn())?)
}

/// Locks a project until the transaction ends, and returns it.
///
/// # Errors
/// `NotFound` if it does not exist or is not visible to the viewer.
pub fn lock(tx: &mut Tx, id: ProjectId) -> AppResult<Project> {
    // Locked before it is read, so that what is read is current.
    let row = projects::table.filter(projects::id.eq(id)).select(projects::id).for_update();
    row.first::<ProjectId>(tx.conn())?;
    find(tx, id)
}

/// The header of a project's pages.
///
/// # Errors
/// `NotFound` if it does not exist or is not visible to the viewer.
pub fn header(tx: &mut Tx, id: ProjectId) -> AppResult<Header> {
    Ok(visible(tx.scope).filter(projects::id.eq(id)).select(Header::as_select()).first(tx.conn())?)
}

/// A page of projects, newest first.
pub fn list(tx: &mut Tx, filters: &ProjectQuery) -> AppResult<Page<Project>> {
    let mut query = visible(tx.scope);
    query = match (filters.status.typed().as_str(), filters.one_status()) {
        ("archived", _) => query.filter(projects::archived_at.is_not_null()),
        ("all", _) => query.filter(projects::archived_at.is_null()),
        (_, Some(status)) => {
            query.filter(projects::archived_at.is_null()).filter(projects::status.eq(status))
        }
        _ => query
            .filter(projects::archived_at.is_null())
            .filter(projects::status.ne_all([Status::Completed, Status::Cancelled])),
    };
    if let Some(client) = filters.client() {
        query = query.filter(projects::client_id.eq(client));
    }
    if let Some(search) = filters.search() {
        let pattern = anywhere(&search);
        query = query.filter(projects::name.ilike(pattern.clone()).or(clients::name.ilike(pattern)));
    }
    if let Ok(before) = filters.before.typed().parse::<ProjectId>() {
        query = query.filter(projects::id.lt(before));
    }
    let query = query.order(projects::id.desc()).limit(PAGE.to_read());
    Ok(PAGE.page(query.select(Project::as_select()).load(tx.conn())?, |project: &Project| project.id))
}

/// A literal, so that Postgres sees which partial index it can use.
const GOES_ON: &str = "projects.status in ('planning', 'in_progress', 'review')";

/// The active projects: those with a due date first, earliest first.
pub fn current(tx: &mut Tx, most: i64) -> AppResult<Vec<Project>> {
    let query = visible(tx.scope)
        .filter(projects::archived_at.is_null())
        .filter(fixed::<Bool>(GOES_ON))
        .order((projects::due_on.asc().nulls_last(), projects::id.desc()))
        .limit(most);
    Ok(query.select(Project::as_select()).load(tx.conn())?)
}

/// The choices in the form for a new project, including the client that is already chosen.
pub fn choices(tx: &mut Tx, chosen: Option<ClientId>) -> AppResult<Choices> {
    Ok(Choices { clients: client_choices(tx, chosen)?, ..edit_choices(tx)? })
}

/// The choices in the form for an existing project, whose client cannot be changed.
pub fn edit_choices(tx: &mut Tx) -> AppResult<Choices> {
    Ok(Choices { clients: Vec::new(), types: type_choices(tx)? })
}

/// The clients by which the list of projects can be filtered, including the selected one even if it is archived.
pub fn listed_clients(tx: &mut Tx, chosen: Option<ClientId>) -> AppResult<Vec<ClientChoice>> {
    let mut found = client_choices(tx, chosen)?;
    if let Some(id) = chosen.filter(|id| found.iter().all(|client| client.id != *id)) {
        let archived = clients::table.filter(clients::id.eq(id)).select(ClientChoice::as_select());
        found.extend(archived.first(tx.conn()).optional()?);
    }
    Ok(found)
}

/// The clients that a project can be created for, by name, at most [`MOST_CLIENTS`] and the one that is already chosen.
pub fn client_choices(tx: &mut Tx, chosen: Option<ClientId>) -> AppResult<Vec<ClientChoice>> {
    let open = || clients::table.filter(clients::archived_at.is_null()).select(ClientChoice::as_select());
    let by_name = open().order((fixed::<Text>(NAME_IN_ORDER), clients::id)).limit(MOST_CLIENTS as i64);
    let mut found: Vec<ClientChoice> = by_name.load(tx.conn())?;
    let beyond =
        chosen.filter(|id| found.len() == MOST_CLIENTS && found.iter().all(|client| client.id != *id));
    if let Some(id) = beyond {
        found.extend(open().filter(clients::id.eq(id)).first(tx.conn()).optional()?);
    }
    Ok(found)
}

fn type_choices(tx: &mut Tx) -> AppResult<Vec<TypeChoice>> {
    let query = project_types::table.order((project_types::position, project_types::name));
    Ok(query.select(TypeChoice::as_select()).load(tx.conn())?)
}

/// A project's milestones in order.
pub fn milestones(tx: &mut Tx, project: ProjectId) -> AppResult<Vec<Milestone>> {
    let query = visible_milestones(tx.scope).filter(rows::project_id.eq(project));
    let query = query.order((rows::position, rows::id));
    Ok(query.select(Milestone::as_select()).load(tx.conn())?)
}

/// A milestone.
pub fn milestone(tx: &mut Tx, id: MilestoneId) -> AppResult<Milestone> {
    let query = visible_milestones(tx.scope).filter(rows::id.eq(id));
    Ok(query.select(Milestone::as_select()).first(tx.conn())?)
}

/// What has been invoiced for a project in its currency; drafts do not count.
#[derive(Debug, Clone, Copy)]
pub struct Billed {
    /// Before tax, like the budget, because tax is not a cost to the client.
    pub net: Money,
    /// The payments received, including tax.
    pub paid: Money,
}

/// What has been invoiced for a project: the figure shown on its overview and its money tab.
pub fn billed(tx: &mut Tx, project: &Project) -> AppResult<Billed> {
    let sums: Option<(i64, i64)> = project_money::table
        .filter(project_money::project_id.eq(project.id).and(project_money::currency.eq(project.currency)))
        .select((project_money::net_minor, project_money::paid_minor))
        .first(tx.conn())
        .optional()?;
    let (net, paid) = sums.unwrap_or_default();
    Ok(Billed { net: Money::new(net, project.currency), paid: Money::new(paid, project.currency) })
}

/// A project, the header of its pages, and the state of its budget if it has one, in one statement.
///
/// # Errors
/// `NotFound` if it does not exist or is not visible to the viewer.
pub fn overview(tx: &mut Tx, id: ProjectId) -> AppResult<(Header, Project, Option<Burn>)> {
    let ours = project_money::project_id.eq(projects::id).and(project_money::currency.eq(projects::currency));
    let net = project_money::table.filter(ours).select(project_money::net_minor).single_value();
    let query = visible(tx.scope).filter(projects::id.eq(id));
    let (project, files, net): (Project, i32, Option<i64>) =
        query.select((Project::as_select(), projects::file_count, net)).first(tx.conn())?;
    let spent = Money::new(net.unwrap_or_default(), project.currency);
    let burn = project.budget().and_then(|budget| burn(budget, spent, Money::zero(project.currency)));
    Ok((Header::of(&project, files), project, burn))
}

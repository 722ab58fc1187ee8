//! Rows of projects and milestones.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use diesel::{
    dsl::{auto_type, count_star},
    prelude::*,
    sql_types,
};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::rules::{Part, Status, progress};
use crate::{
    kernel::{
        currency::Currency,
        ids::{ClientId, MilestoneId, ProjectId},
        money::Money,
        text::{Line, Name, Paragraph},
    },
    schema::{clients, milestones, project_types, projects},
    urls,
};

/// A project with the names of its client and its type.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = projects)]
pub struct Project {
    pub id: ProjectId,
    pub client_id: ClientId,
    #[diesel(select_expression = clients::name)]
    pub client_name: String,
    pub type_id: Option<Uuid>,
    #[diesel(select_expression = project_types::name.nullable())]
    pub type_name: Option<String>,
    pub name: String,
    pub description: String,
    pub status: Status,
    pub starts_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub currency: Currency,
    pub budget_minor: Option<i64>,
    /// Incremented by every edit; the edit form sends the revision that it was filled from.
    pub revision: i32,
    pub created_at: DateTime<Utc>,
    pub archived_at: Option<DateTime<Utc>>,
    status_before: Option<Status>,
    status_changed_at: Option<DateTime<Utc>>,
    #[diesel(embed)]
    pub steps: Steps,
}

/// How long a status change can be undone.
const UNDONE_WITHIN: Duration = Duration::minutes(10);

/// A status change that can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undoable {
    /// The status before the change.
    pub before: Status,
    /// When the status was changed; identifies the change.
    pub at: DateTime<Utc>,
}

impl Undoable {
    /// The time after which it can no longer be undone.
    pub fn until(self) -> DateTime<Utc> {
        self.at + UNDONE_WITHIN
    }
}

impl Project {
    /// The last status change, or `None` if it can no longer be undone.
    pub fn undoable(&self, now: DateTime<Utc>) -> Option<Undoable> {
        let change = Undoable { before: self.status_before?, at: self.status_changed_at? };
        Some(change).filter(|change| now < change.until())
    }

    /// The client's budget before tax.
    pub fn budget(&self) -> Option<Money> {
        self.budget_minor.map(|minor| Money::new(minor, self.currency))
    }
}

/// The totals of a project's milestones.
#[derive(Debug, Clone, Copy, Default, Queryable, Selectable)]
#[diesel(table_name = projects)]
pub struct Steps {
    #[diesel(select_expression = step_count())]
    all: Option<i64>,
    #[diesel(select_expression = done_count())]
    done: Option<i64>,
    #[diesel(select_expression = weight())]
    weight: Option<i64>,
    #[diesel(select_expression = done_weight())]
    done_weight: Option<i64>,
}

impl Steps {
    /// The number of milestones.
    pub fn all(&self) -> i64 {
        self.all.unwrap_or_default()
    }

    /// The number of milestones that are done.
    pub fn done(&self) -> i64 {
        self.done.unwrap_or_default()
    }

    /// The progress of the project in whole percent.
    pub fn percent(&self) -> u8 {
        let whole =
            |weight: Option<i64>| weight.and_then(|weight| u32::try_from(weight).ok()).unwrap_or_default();
        let (all, done) = (whole(self.weight), whole(self.done_weight));
        progress([Part { weight: done, done: true }, Part { weight: all.saturating_sub(done), done: false }])
    }
}

/// The header of every page of a project: breadcrumbs, heading, badge and tabs (`projects/header.html`). A page that shows it has
/// the fields `project: Header` and `tab: &'static str`, which is one of `overview`, `milestones`, `files`, `messages`, `money`,
/// `activity`.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = projects)]
pub struct Header {
    pub id: ProjectId,
    pub client_id: ClientId,
    #[diesel(select_expression = clients::name)]
    pub client_name: String,
    pub name: String,
    pub status: Status,
    pub currency: Currency,
    pub archived_at: Option<DateTime<Utc>>,
    #[diesel(column_name = file_count)]
    pub files: i32,
}

impl Header {
    /// The header of a project that has already been read.
    pub fn of(project: &Project, files: i32) -> Self {
        Self {
            id: project.id,
            client_id: project.client_id,
            client_name: project.client_name.clone(),
            name: project.name.clone(),
            status: project.status,
            currency: project.currency,
            archived_at: project.archived_at,
            files,
        }
    }

    /// The tabs: path, translation key, whether the tab is the current one, count.
    pub fn tabs(&self, current: &str) -> [(String, &'static str, bool, i64); 6] {
        let id = self.id;
        [
            ("overview", urls::project(id), "projects-tab-overview", 0),
            ("milestones", urls::project_milestones(id), "projects-tab-milestones", 0),
            ("files", urls::project_files(id), "projects-tab-files", self.files.into()),
            // Scrolls to the first unread message or to the end; see messages/conversation.html.
            ("messages", format!("{}#opens", urls::project_messages(id)), "projects-tab-messages", 0),
            ("money", urls::project_money(id), "projects-tab-money", 0),
            ("activity", urls::project_activity(id), "projects-tab-activity", 0),
        ]
        .map(|(name, href, key, count)| (href, key, name == current, count))
    }
}

/// A dated deliverable of a project.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = milestones)]
pub struct Milestone {
    pub id: MilestoneId,
    pub client_id: ClientId,
    pub project_id: ProjectId,
    pub title: String,
    pub due_on: Option<NaiveDate>,
    /// Its share of the progress, relative to the other milestones.
    pub weight: i32,
    pub position: i32,
    pub done_at: Option<DateTime<Utc>>,
    /// Incremented by every edit; the edit form sends the revision that it was filled from.
    pub revision: i32,
}

impl Milestone {
    /// Whether the milestone is done.
    pub fn is_done(&self) -> bool {
        self.done_at.is_some()
    }

    /// The state that its mark shows: `done`, `late` or `open`.
    pub fn state(&self, today: &NaiveDate) -> &'static str {
        match self.due_on {
            _ if self.is_done() => "done",
            Some(due) if due < *today => "late",
            _ => "open",
        }
    }
}

/// The progress bar of a project (`projects/progress.html`); live events replace it.
#[derive(Debug, Clone)]
pub struct Bar {
    pub project: ProjectId,
    pub name: String,
    pub percent: Decimal,
    /// The number of milestones that are done, out of `all`.
    pub done: i64,
    pub all: i64,
}

impl Bar {
    /// The tone of the bar: `good` at 100 percent.
    pub fn tone(&self) -> &'static str {
        if self.percent == Decimal::ONE_HUNDRED { "good" } else { "" }
    }
}

impl Project {
    /// The project's progress bar.
    pub fn bar(&self) -> Bar {
        Bar {
            project: self.id,
            name: self.name.clone(),
            percent: self.steps.percent().into(),
            done: self.steps.done(),
            all: self.steps.all(),
        }
    }
}

/// How many clients the form offers. Other clients' projects are started from the client's page.
pub const MOST_CLIENTS: usize = 1000;

/// A client that a project can be created for.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = clients)]
pub struct ClientChoice {
    pub id: ClientId,
    pub name: String,
    pub currency: Currency,
}

/// One of the project types that the studio has defined.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = project_types)]
pub struct TypeChoice {
    pub id: Uuid,
    pub name: String,
}

/// The choices in a project's form.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    pub clients: Vec<ClientChoice>,
    pub types: Vec<TypeChoice>,
}

#[diesel::declare_sql_function]
extern "SQL" {
    #[aggregate]
    fn sum(weight: diesel::sql_types::Integer) -> diesel::sql_types::Nullable<diesel::sql_types::BigInt>;
}

#[auto_type]
fn of_this_project() -> _ {
    milestones::table.filter(milestones::project_id.eq(projects::id))
}

#[auto_type]
fn done_of_this_project() -> _ {
    let ours: of_this_project = of_this_project();
    ours.filter(milestones::done_at.is_not_null())
}

#[auto_type]
fn step_count() -> _ {
    of_this_project().select(count_star()).single_value()
}

#[auto_type]
fn done_count() -> _ {
    done_of_this_project().select(count_star()).single_value()
}

#[auto_type]
fn weight() -> _ {
    of_this_project().select(sum(milestones::weight)).single_value()
}

#[auto_type]
fn done_weight() -> _ {
    done_of_this_project().select(sum(milestones::weight)).single_value()
}

/// An open milestone with a due date, of an active project.
#[derive(Debug, Clone, QueryableByName)]
pub struct Upcoming {
    #[diesel(sql_type = sql_types::Uuid)]
    pub project_id: ProjectId,
    #[diesel(sql_type = sql_types::Text)]
    pub project_name: String,
    #[diesel(sql_type = sql_types::Text)]
    pub client_name: String,
    #[diesel(sql_type = sql_types::Text)]
    pub title: String,
    #[diesel(sql_type = sql_types::Date)]
    pub due_on: NaiveDate,
}

/// How many projects have a status.
#[derive(Debug, Clone, QueryableByName)]
pub struct InStatus {
    #[diesel(sql_type = sql_types::Text)]
    pub status: Status,
    #[diesel(sql_type = sql_types::BigInt)]
    pub count: i64,
}

/// The content of a project's form, for a new project or an edit.
#[derive(Debug, Clone)]
pub struct ProjectInput {
    pub client: ClientId,
    pub currency: Currency,
    pub details: ProjectDetails,
}

/// The details of a project; the budget is in the client's currency.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = projects, treat_none_as_null = true)]
pub struct ProjectDetails {
    pub name: Name,
    pub type_id: Option<Uuid>,
    pub starts_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub budget_minor: Option<i64>,
    pub description: Paragraph,
}

/// The details of a milestone.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = milestones, treat_none_as_null = true)]
pub struct MilestoneInput {
    pub title: Line,
    pub due_on: Option<NaiveDate>,
    /// 1 to 100.
    pub weight: i32,
}

//! The room's pages.

use askama::Template;
use chrono::NaiveDate;

use super::{
    forms::{MilestoneForm, MilestoneText, ProjectForm, ProjectQuery},
    model::{Bar, Choices, ClientChoice, Header, MOST_CLIENTS, Milestone, Project, TypeChoice, Undoable},
    rules::{Burn, Status, Strain},
};
use crate::{
    activity::FeedLine,
    urls,
    web::{Form, Page, filters, thing_and_place, titled},
    words::Words,
};

titled! {
    Index = "projects-title";
    New = "projects-new";
}

/// The list of projects.
#[derive(Template)]
#[template(path = "projects/index.html")]
pub struct Index {
    pub projects: Vec<Project>,
    pub older: String,
    pub filters: ProjectQuery,
    pub clients: Vec<ClientChoice>,
    /// The path where a client's user writes to the studio; empty for the studio's users.
    pub write: String,
    pub today: NaiveDate,
}

impl Index {
    fn is_late(&self, project: &Project) -> bool {
        !project.status.is_over() && project.due_on.is_some_and(|due| due < self.today)
    }

    /// Whether there may be clients that are not offered.
    fn has_more_clients(&self) -> bool {
        self.clients.len() >= MOST_CLIENTS
    }

    /// The client to which the list is narrowed, if any.
    fn only_of(&self) -> Option<&ClientChoice> {
        let chosen = self.filters.client()?;
        self.clients.iter().find(|client| client.id == chosen)
    }

    /// The choices of the status filter: value and translation key.
    fn statuses(&self) -> Vec<(&'static str, &'static str)> {
        let one = Status::ALL.iter().map(|status| (status.code(), status.word()));
        let ends = [("all", "projects-filter-all"), ("archived", "projects-archived")];
        [("", "projects-filter-current")].into_iter().chain(one).chain(ends).collect()
    }
}

/// The form for a new project.
#[derive(Template)]
#[template(path = "projects/new.html")]
pub struct New {
    pub form: ProjectForm,
    pub clients: Vec<ClientChoice>,
    pub types: Vec<TypeChoice>,
    /// The currency of the chosen client; empty while none is chosen.
    pub currency: String,
}

impl New {
    /// Whether there may be clients that are not offered.
    fn has_more_clients(&self) -> bool {
        self.clients.len() >= MOST_CLIENTS
    }

    /// The form with its choices.
    pub fn with(form: ProjectForm, choices: Choices) -> Self {
        let chosen = choices.clients.iter().find(|client| form.client.is(client.id));
        let currency = chosen.map(|client| client.currency.code().to_owned()).unwrap_or_default();
        Self { form, currency, clients: choices.clients, types: choices.types }
    }
}

/// The form for a project's details.
#[derive(Template)]
#[template(path = "projects/edit.html")]
pub struct Edit {
    pub project: Project,
    pub form: ProjectForm,
    pub types: Vec<TypeChoice>,
    pub currency: String,
    /// What someone else changed in the meantime: the label's translation key, and the current value.
    pub theirs: Option<Vec<(&'static str, String)>>,
}

impl Edit {
    /// The form with its choices.
    pub fn with(project: Project, form: ProjectForm, choices: Choices) -> Self {
        let currency = project.currency.code().to_owned();
        Self { project, form, types: choices.types, currency, theirs: None }
    }
}

impl Page for Edit {
    fn title(&self, words: &Words) -> String {
        thing_and_place(&words.text("projects-edit"), &self.project.name)
    }
}

/// A milestone in a list.
pub struct Row {
    pub milestone: Milestone,
    /// `done`, `late` or `open`.
    pub state: &'static str,
    /// Whether its button takes the focus because it was just pressed.
    pub pressed: bool,
}

impl Row {
    /// A milestone with its state on a given day.
    pub fn of(milestone: Milestone, today: &NaiveDate) -> Self {
        Self { state: milestone.state(today), milestone, pressed: false }
    }

    /// The form that only changes the due date; the other values are submitted unchanged.
    fn form(&self) -> MilestoneForm {
        MilestoneText::of(&self.milestone).into()
    }

    fn act(&self, what: &str) -> String {
        format!("{}/{what}", urls::milestone(self.milestone.id))
    }
}

/// A project's first page.
#[derive(Template)]
#[template(path = "projects/show.html")]
pub struct Show {
    pub project: Header,
    pub tab: &'static str,
    pub about: Project,
    pub bar: Bar,
    pub rows: Vec<Row>,
    pub burn: Option<Burn>,
    pub feed: Vec<FeedLine>,
    /// The last status change, if it can be undone.
    pub undoable: Option<Undoable>,
    /// The translation key of the reason why a request was refused. `None` for an archived project, whose page says so anyway.
    pub refusal: Option<&'static str>,
}

impl Show {
    /// The milestone that is due next.
    fn next(&self) -> Option<&Milestone> {
        let open = self.rows.iter().map(|row| &row.milestone).filter(|milestone| !milestone.is_done());
        open.filter(|milestone| milestone.due_on.is_some()).min_by_key(|milestone| milestone.due_on)
    }
}

impl Show {
    fn is_late(&self, milestone: &Milestone) -> bool {
        self.rows.iter().any(|row| row.milestone.id == milestone.id && row.state == "late")
    }
}

impl Page for Show {
    fn title(&self, _: &Words) -> String {
        self.project.name.clone()
    }
}

/// A project's milestones, with the controls to edit them.
#[derive(Template)]
#[template(path = "projects/milestones.html")]
pub struct Milestones {
    pub project: Header,
    pub tab: &'static str,
    pub bar: Bar,
    pub rows: Vec<Row>,
    pub form: MilestoneForm,
}

impl Page for Milestones {
    fn title(&self, words: &Words) -> String {
        thing_and_place(&words.text("projects-tab-milestones"), &self.project.name)
    }
}

/// The form for a milestone.
#[derive(Template)]
#[template(path = "projects/milestone_edit.html")]
pub struct EditMilestone {
    pub project: Header,
    pub milestone: Milestone,
    pub form: MilestoneForm,
    /// What someone else changed in the meantime: the label's translation key, and the current value.
    pub theirs: Option<Vec<(&'static str, String)>>,
}

impl Page for EditMilestone {
    fn title(&self, _: &Words) -> String {
        thing_and_place(&self.milestone.title, &self.project.name)
    }
}

/// Asks for confirmation before a milestone is removed.
#[derive(Template)]
#[template(path = "projects/milestone_removal.html")]
pub struct Removal {
    pub milestone: Milestone,
}

impl Page for Removal {
    fn title(&self, words: &Words) -> String {
        words.with("projects-milestone-remove-question", &[("title", self.milestone.title.as_str().into())])
    }
}

/// The row whose button was pressed, and the updated progress bar.
#[derive(Template)]
#[template(path = "projects/pressed.html")]
pub struct Pressed {
    pub row: Row,
    pub bar: Bar,
    pub open: bool,
}

/// What happened in a project.
#[derive(Template)]
#[template(path = "projects/activity.html")]
pub struct Activity {
    pub project: Header,
    pub tab: &'static str,
    pub feed: Vec<FeedLine>,
    pub older: String,
}

impl Page for Activity {
    fn title(&self, words: &Words) -> String {
        thing_and_place(&words.text("projects-tab-activity"), &self.project.name)
    }
}

//! The forms and query strings of projects and milestones.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{
    model::{Choices, Milestone, MilestoneInput, Project, ProjectDetails, ProjectInput},
    rules::Status,
};
use crate::{
    kernel::{
        currency::Currency,
        ids::ClientId,
        locale::{DateFault, Locale, MoneyFault, NumberFault, parse_date},
        money::Money,
        text::{Asked, Line, Name, Paragraph},
    },
    urls,
    web::{Fault, Field, Form, Label, Labels, ListQuery, Query, differing, form, query},
};

/// The maximum number of milestones in the form for a new project.
const MOST_MILESTONES: usize = 30;

query! {
    /// The filters of the list of projects. Invalid values are ignored.
    pub struct ProjectQuery of ProjectQueryText {
        /// Empty for projects that are not over; otherwise `all`, `archived`, or a status.
        pub status: Field<Asked>,
        pub client: Field<Asked>,
        pub q: Field<Asked>,
        pub before: Field<Asked>,
    }
}

impl ProjectQuery {
    /// The status to filter by, if it is a single one.
    pub fn one_status(&self) -> Option<Status> {
        self.status.typed().parse().ok()
    }

    /// The client to filter by.
    pub fn client(&self) -> Option<ClientId> {
        self.client.typed().parse().ok()
    }

    /// The text to search for in names.
    pub fn search(&self) -> Option<String> {
        Line::optional(self.q.typed()).ok().flatten().map(Line::into_string)
    }

    /// Whether any filter is set.
    pub fn narrow(&self) -> bool {
        !self.status.typed().is_empty() || self.client().is_some() || self.search().is_some()
    }

    /// The path of the form for a new project, with the client filter preselected.
    pub fn new_project(&self) -> String {
        self.client().map_or_else(|| urls::NEW_PROJECT.to_owned(), urls::new_project)
    }

    /// The URL of the list without one of its filters.
    pub fn without(&self, filter: &Field<Asked>) -> String {
        self.address_without(urls::PROJECTS, &[filter, &self.before])
    }
}

impl ListQuery for ProjectQuery {
    fn cursor(&mut self) -> &mut Field<Asked> {
        &mut self.before
    }
}

/// The client to preselect for a new project.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    pub client: Asked,
}

form! {
    /// A project as it was typed.
    pub struct ProjectForm of ProjectText {
        pub client: Field,
        pub name: Field,
        pub kind: Field,
        pub starts_on: Field,
        pub due_on: Field,
        /// In the client's currency.
        pub budget: Field,
        pub description: Field,
        /// One title per line; only the form for a new project has it.
        pub milestones: Field,
        /// The revision of the project that the form was filled from; only the edit form has it.
        pub revision: Field,
    }
}

impl ProjectText {
    /// The form's text for an existing project.
    pub fn of(project: &Project, locale: Locale) -> Self {
        let date = |date: Option<NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
        Self {
            client: project.client_id.to_string(),
            name: project.name.clone(),
            kind: project.type_id.map(|id| id.to_string()).unwrap_or_default(),
            starts_on: date(project.starts_on),
            due_on: date(project.due_on),
            budget: project.budget().map(|budget| locale.amount(budget)).unwrap_or_default(),
            description: project.description.clone(),
            milestones: String::new(),
            revision: project.revision.to_string(),
        }
    }
}

impl ProjectForm {
    /// The new project and the titles of its first milestones, or `None` if a field was refused.
    pub fn parse_new(&mut self, choices: &Choices, locale: Locale) -> Option<(ProjectInput, Vec<Line>)> {
        let client = choices.clients.iter().find(|client| self.client.is(client.id));
        if client.is_none() {
            self.client.refuse(Fault::new("fault-choice"));
        }
        let input = self.parse(client.map(|client| (client.id, client.currency)), choices, locale);
        let titles = self.milestones.read(titles);
        self.accept((input?, titles?))
    }

    /// The changed details of a project, which keeps its client, or `None` if a field was refused.
    pub fn parse_change(
        &mut self,
        project: &Project,
        choices: &Choices,
        locale: Locale,
    ) -> Option<ProjectInput> {
        let input = self.parse(Some((project.client_id, project.currency)), choices, locale);
        self.accept(input?)
    }

    fn parse(
        &mut self,
        client: Option<(ClientId, Currency)>,
        choices: &Choices,
        locale: Locale,
    ) -> Option<ProjectInput> {
        let name = self.name.read(Name::parse);
        let type_id = choices.types.iter().find(|kind| self.kind.is(kind.id)).map(|kind| kind.id);
        if type_id.is_none() && !self.kind.typed().is_empty() {
            self.kind.refuse(Fault::new("fault-choice"));
        }
        let starts_on = self.starts_on.read(optional_date).flatten();
        let due_on = self.due_on.read(optional_date).flatten();
        if starts_on.zip(due_on).is_some_and(|(starts, due)| due < starts) {
            self.due_on.refuse(Fault::new("projects-fault-due-before-start"));
        }
        let budget = client.and_then(|(_, currency)| {
            self.budget.read(|typed| optional_money(typed, locale, currency)).flatten()
        });
        let description = self.description.read(Paragraph::parse);
        let (client, currency) = client?;
        let details = ProjectDetails {
            name: name?,
            type_id,
            starts_on,
            due_on,
            budget_minor: budget.map(|budget| budget.minor),
            description: description?,
        };
        Some(ProjectInput { client, currency, details })
    }

    /// The fields in which the stored project differs from the form: the label's translation key, and the stored value.
    pub fn differences(&self, now: &Project, locale: Locale) -> Vec<(&'static str, String)> {
        let stored = ProjectText::of(now, locale);
        let kind = now.type_name.clone().unwrap_or_default();
        let description = self.description.typed().replace("\r\n", "\n");
        differing([
            ("projects-name", self.name.typed().trim() == stored.name, stored.name),
            ("projects-type", *self.kind.typed() == stored.kind, kind),
            ("projects-starts", *self.starts_on.typed() == stored.starts_on, stored.starts_on),
            ("projects-due", *self.due_on.typed() == stored.due_on, stored.due_on),
            ("projects-budget", self.budget.typed().trim() == stored.budget, stored.budget),
            ("projects-description", description.trim() == stored.description, stored.description),
        ])
    }
}

/// The titles of milestones, one per line.
fn titles(typed: &str) -> Result<Vec<Line>, Fault> {
    let titles: Result<Vec<_>, _> =
        typed.lines().filter_map(|line| Line::optional(line).transpose()).collect();
    let titles = titles?;
    if titles.len() > MOST_MILESTONES {
        return Err(Fault::counting("projects-fault-milestones", "most", MOST_MILESTONES));
    }
    Ok(titles)
}

form! {
    /// A milestone as it was typed.
    pub struct MilestoneForm of MilestoneText {
        pub title: Field,
        pub due_on: Field,
        pub weight: Field,
        /// The revision of the milestone that the form was filled from; only the edit form has it.
        pub revision: Field,
    }
}

impl MilestoneText {
    /// The form's text for an existing milestone.
    pub fn of(milestone: &Milestone) -> Self {
        Self {
            title: milestone.title.clone(),
            due_on: milestone.due_on.map(|due| due.to_string()).unwrap_or_default(),
            weight: milestone.weight.to_string(),
            revision: milestone.revision.to_string(),
        }
    }
}

impl MilestoneForm {
    /// The validated milestone, or `None` if a field was refused.
    pub fn parse(&mut self) -> Option<MilestoneInput> {
        let title = self.title.read(Line::parse);
        let due_on = self.due_on.read(optional_date);
        let weight = self.weight.read(weight);
        self.accept(MilestoneInput { title: title?, due_on: due_on?, weight: weight? })
    }
}

fn weight(typed: &str) -> Result<i32, Fault> {
    match typed.trim() {
        "" => Ok(1),
        typed => typed
            .parse()
            .ok()
            .filter(|weight| (1..=100).contains(weight))
            .ok_or(Fault::new("projects-fault-weight")),
    }
}

form! {
    /// The status that a project should get.
    pub struct StatusForm of StatusText {
        pub status: Field,
        /// `yes` if the user has confirmed the change.
        pub confirmed: Field,
    }
}

/// Where to move a milestone: `up` or `down`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShiftForm {
    pub to: String,
}

fn optional_date(text: &str) -> Result<Option<NaiveDate>, DateFault> {
    match parse_date(text) {
        Err(DateFault::Empty) => Ok(None),
        date => date.map(Some),
    }
}

fn optional_money(text: &str, locale: Locale, currency: Currency) -> Result<Option<Money>, MoneyFault> {
    match Money::parse(text, locale, currency) {
        Err(MoneyFault(NumberFault::Empty)) => Ok(None),
        amount => amount.map(Some),
    }
}

/// The labels of the fields of a [`ProjectForm`], except its client and its type, which are chosen by id.
pub const PROJECT_LABELS: Labels = &[
    Label::typed("name", "projects-name"),
    Label::day("starts_on", "projects-starts"),
    Label::day("due_on", "projects-due"),
    Label::typed("budget", "projects-budget"),
    Label::typed("description", "projects-description"),
    Label::typed("milestones", "projects-first-milestones"),
];

/// The labels of the fields of a [`MilestoneForm`].
pub const MILESTONE_LABELS: Labels = &[
    Label::typed("title", "projects-milestone-title"),
    Label::day("due_on", "projects-due"),
    Label::typed("weight", "projects-weight"),
];

#[cfg(test)]
mod tests {
    use super::{super::model::ClientChoice, *};

    fn birch() -> Choices {
        let client =
            ClientChoice { id: ClientId::new(), name: "Birch & Beam".into(), currency: Currency::EUR };
        Choices { clients: vec![client], types: Vec::new() }
    }

    fn filled(choices: &Choices, edit: impl FnOnce(&mut ProjectText)) -> ProjectForm {
        let client = choices.clients[0].id.to_string();
        let mut text = ProjectText { client, name: "Autumn packaging".into(), ..Default::default() };
        edit(&mut text);
        text.into()
    }

    fn fault(
        edit: impl FnOnce(&mut ProjectText),
        field: impl FnOnce(&ProjectForm) -> &Field,
    ) -> Option<&'static str> {
        let choices = birch();
        let mut form = filled(&choices, edit);
        let refused = form.parse_new(&choices, Locale::En).is_none();
        field(&form).fault().filter(|_| refused).map(|fault| fault.key)
    }

    #[test]
    fn a_name_and_a_client_are_enough() {
        let choices = birch();
        let (input, titles) = filled(&choices, |_| ()).parse_new(&choices, Locale::En).unwrap();
        assert_eq!((input.details.budget_minor, input.details.due_on, titles.len()), (None, None, 0));
        assert_eq!(fault(|form| form.client.clear(), |form| &form.client), Some("fault-choice"));
        assert_eq!(fault(|form| form.name = "  ".into(), |form| &form.name), Some("fault-empty"));
    }

    #[test]
    fn each_fault_is_reported_on_its_field() {
        assert_eq!(
            fault(|form| form.due_on = "2027-02-31".into(), |form| &form.due_on),
            Some("fault-no-such-day")
        );
        assert_eq!(fault(|form| form.budget = "-5".into(), |form| &form.budget), Some("fault-negative"));
        assert_eq!(fault(|form| form.name = "x".repeat(121), |form| &form.name), Some("fault-too-long"));
        let backwards = |form: &mut ProjectText| {
            form.starts_on = "2026-12-02".into();
            form.due_on = "2026-12-01".into();
        };
        assert_eq!(fault(backwards, |form| &form.due_on), Some("projects-fault-due-before-start"));
        assert_eq!(
            fault(|form| form.milestones = "x\n".repeat(31), |form| &form.milestones),
            Some("projects-fault-milestones")
        );
    }

    #[test]
    fn milestones_are_typed_one_per_line() {
        let choices = birch();
        let mut form =
            filled(&choices, |form| form.milestones = "Dielines agreed\r\n\r\n  Proofs 👍\n".into());
        let (_, titles) = form.parse_new(&choices, Locale::En).unwrap();
        assert_eq!(titles.iter().map(Line::as_str).collect::<Vec<_>>(), ["Dielines agreed", "Proofs 👍"]);
    }

    #[test]
    fn a_weight_is_between_one_and_a_hundred() {
        let of = |weight: &str| {
            let text = MilestoneText { title: "Proofs".into(), weight: weight.into(), ..Default::default() };
            MilestoneForm::from(text).parse().map(|input| input.weight)
        };
        assert_eq!((of(""), of("7"), of("0"), of("101"), of("1.5")), (Some(1), Some(7), None, None, None));
    }
}

//! What is typed about projects and milestones.

use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    model::{Choices, Milestone, Project},
    rules::Status,
};
use crate::{
    kernel::{
        currency::Currency,
        ids::{ClientId, ProjectId},
        locale::{DateFault, Locale, MoneyFault, NumberFault, parse_date},
        money::Money,
        text::{Asked, Line, Name, Paragraph},
    },
    urls,
    web::{Fault, Faults, Filled},
};

/// The most milestones a new project's form takes.
const MOST_MILESTONES: usize = 30;

/// Which projects are listed. What it does not understand it leaves out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// Empty: those not over; `all`, `archived`, or a status.
    pub status: Asked,
    pub client: Asked,
    pub q: Asked,
    pub before: Asked,
}

impl ListQuery {
    /// The one status asked for.
    pub fn one_status(&self) -> Option<Status> {
        self.status.parse().ok()
    }

    /// The client asked for.
    pub fn client(&self) -> Option<ClientId> {
        self.client.parse().ok()
    }

    /// What names are searched for.
    pub fn search(&self) -> Option<String> {
        Line::optional(&self.q).ok().flatten().map(Line::into_string)
    }

    /// Whether anything narrows the list.
    pub fn narrow(&self) -> bool {
        !self.status.is_empty() || self.client().is_some() || self.search().is_some()
    }

    /// The form for a new project, of the client whose projects are listed.
    pub fn new_project(&self) -> String {
        self.client().map_or_else(|| urls::NEW_PROJECT.to_owned(), urls::new_project)
    }

    /// The address of the page that follows a project.
    pub fn before(&self, id: ProjectId) -> String {
        self.address("", &id.to_string())
    }

    /// The address of the list without one of its filters, by the name of its field.
    pub fn without(&self, field: &str) -> String {
        self.address(field, "")
    }

    fn address(&self, without: &str, before: &str) -> String {
        let asked = [("status", &*self.status), ("client", &self.client), ("q", &self.q), ("before", before)];
        urls::asking(
            urls::PROJECTS,
            &asked.map(|(name, value)| (name, if name == without { "" } else { value })),
        )
    }
}

/// For whom a new project is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    pub client: Asked,
}

/// A project as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProjectForm {
    pub client: String,
    pub name: String,
    pub kind: String,
    pub starts_on: String,
    pub due_on: String,
    /// In the client's currency.
    pub budget: String,
    pub description: String,
    /// One title a line; only a new project's form has it.
    pub milestones: String,
    /// Of the project the form was filled from; only an edit has it.
    pub revision: String,
}

/// What is to be known of a project.
#[derive(Debug, Clone)]
pub struct ProjectInput {
    pub client: ClientId,
    pub currency: Currency,
    pub name: Name,
    pub type_id: Option<Uuid>,
    pub starts_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub budget: Option<Money>,
    pub description: Paragraph,
}

impl ProjectForm {
    /// The form as a project fills it.
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

    /// A new project and the titles of its first milestones, or the form with its faults.
    #[allow(clippy::result_large_err)] // The form that comes back is what it was.
    pub fn parse_new(
        self,
        choices: &Choices,
        locale: Locale,
    ) -> Result<(ProjectInput, Vec<Line>), Filled<Self>> {
        let mut faults = Faults::default();
        let client = choices.clients.iter().find(|client| client.id.to_string() == self.client);
        if client.is_none() {
            faults.add("client", Fault::new("fault-choice"));
        }
        let input =
            self.parse(client.map(|client| (client.id, client.currency)), choices, locale, &mut faults);
        let titles: Result<Vec<_>, _> =
            self.milestones.lines().filter_map(|line| Line::optional(line).transpose()).collect();
        let titles = faults.keep("milestones", titles).unwrap_or_default();
        if titles.len() > MOST_MILESTONES {
            faults.add("milestones", Fault::mentioning("projects-fault-milestones", "most", MOST_MILESTONES));
        }
        match input {
            Some(input) if faults.is_empty() => Ok((input, titles)),
            _ => Err(Filled::refused(self, faults)),
        }
    }

    /// A project's changed details, or the form with its faults. Its client stays.
    #[allow(clippy::result_large_err)]
    pub fn parse_change(
        self,
        project: &Project,
        choices: &Choices,
        locale: Locale,
    ) -> Result<(ProjectInput, Self), Filled<Self>> {
        let mut faults = Faults::default();
        let client = Some((project.client_id, project.currency));
        match self.parse(client, choices, locale, &mut faults) {
            Some(input) if faults.is_empty() => Ok((input, self)),
            _ => Err(Filled::refused(self, faults)),
        }
    }

    fn parse(
        &self,
        client: Option<(ClientId, Currency)>,
        choices: &Choices,
        locale: Locale,
        faults: &mut Faults,
    ) -> Option<ProjectInput> {
        let name = faults.keep("name", Name::parse(&self.name));
        let type_id = choices.types.iter().find(|kind| kind.id.to_string() == self.kind).map(|kind| kind.id);
        if type_id.is_none() && !self.kind.is_empty() {
            faults.add("kind", Fault::new("fault-choice"));
        }
        let starts_on = faults.keep("starts_on", optional_date(&self.starts_on)).flatten();
        let due_on = faults.keep("due_on", optional_date(&self.due_on)).flatten();
        if starts_on.zip(due_on).is_some_and(|(starts, due)| due < starts) {
            faults.add("due_on", Fault::new("projects-fault-due-before-start"));
        }
        let budget = client.and_then(|(_, currency)| {
            faults.keep("budget", optional_money(&self.budget, locale, currency)).flatten()
        });
        let description = faults.keep("description", Paragraph::parse(&self.description));
        let (client, currency) = client?;
        Some(ProjectInput {
            client,
            currency,
            name: name?,
            type_id,
            starts_on,
            due_on,
            budget,
            description: description?,
        })
    }
}

/// A milestone as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MilestoneForm {
    pub title: String,
    pub due_on: String,
    pub weight: String,
    /// Of the milestone the form was filled from; only an edit has it.
    pub revision: String,
}

/// What is to be known of a milestone.
#[derive(Debug, Clone)]
pub struct MilestoneInput {
    pub title: Line,
    pub due_on: Option<NaiveDate>,
    /// 1 to 100.
    pub weight: i32,
}

impl MilestoneForm {
    /// The form as a milestone fills it.
    pub fn of(milestone: &Milestone) -> Self {
        Self {
            title: milestone.title.clone(),
            due_on: milestone.due_on.map(|due| due.to_string()).unwrap_or_default(),
            weight: milestone.weight.to_string(),
            revision: milestone.revision.to_string(),
        }
    }

    /// A milestone, or the form with its faults.
    pub fn parse(self) -> Result<MilestoneInput, Filled<Self>> {
        let mut faults = Faults::default();
        let title = faults.keep("title", Line::parse(&self.title));
        let due_on = faults.keep("due_on", optional_date(&self.due_on)).flatten();
        let weight = match self.weight.trim() {
            "" => Some(1),
            typed => typed.parse().ok().filter(|weight| (1..=100).contains(weight)),
        };
        if weight.is_none() {
            faults.add("weight", Fault::new("projects-fault-weight"));
        }
        match (title, weight) {
            (Some(title), Some(weight)) if faults.is_empty() => Ok(MilestoneInput { title, due_on, weight }),
            _ => Err(Filled::refused(self, faults)),
        }
    }
}

/// Where a project shall stand.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StatusForm {
    pub status: String,
    /// `yes`, where the person was asked whether they mean it.
    pub confirmed: String,
}

/// Where a milestone shall move: `up` or `down`.
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

#[cfg(test)]
mod tests {
    use super::{super::model::ClientChoice, *};

    fn birch() -> Choices {
        let client =
            ClientChoice { id: ClientId::new(), name: "Birch & Beam".into(), currency: Currency::EUR };
        Choices { clients: vec![client], types: Vec::new() }
    }

    fn filled(choices: &Choices, edit: impl FnOnce(&mut ProjectForm)) -> ProjectForm {
        let client = choices.clients[0].id.to_string();
        let mut form = ProjectForm { client, name: "Autumn packaging".into(), ..Default::default() };
        edit(&mut form);
        form
    }

    fn fault(edit: impl FnOnce(&mut ProjectForm), field: &str) -> Option<&'static str> {
        let choices = birch();
        let refused = filled(&choices, edit).parse_new(&choices, Locale::En).err()?;
        refused.faults.of(field).map(|fault| fault.key)
    }

    #[test]
    fn a_name_and_a_client_are_enough() {
        let choices = birch();
        let (input, titles) = filled(&choices, |_| ()).parse_new(&choices, Locale::En).unwrap();
        assert_eq!((input.budget, input.due_on, titles.len()), (None, None, 0));
        assert_eq!(fault(|form| form.client.clear(), "client"), Some("fault-choice"));
        assert_eq!(fault(|form| form.name = "  ".into(), "name"), Some("fault-empty"));
    }

    #[test]
    fn each_fault_stands_beside_its_field() {
        assert_eq!(fault(|form| form.due_on = "2027-02-31".into(), "due_on"), Some("fault-no-such-day"));
        assert_eq!(fault(|form| form.budget = "-5".into(), "budget"), Some("fault-negative"));
        assert_eq!(fault(|form| form.name = "x".repeat(121), "name"), Some("fault-too-long"));
        let backwards = |form: &mut ProjectForm| {
            form.starts_on = "2026-12-02".into();
            form.due_on = "2026-12-01".into();
        };
        assert_eq!(fault(backwards, "due_on"), Some("projects-fault-due-before-start"));
        assert_eq!(
            fault(|form| form.milestones = "x\n".repeat(31), "milestones"),
            Some("projects-fault-milestones")
        );
    }

    #[test]
    fn milestones_are_typed_one_a_line() {
        let choices = birch();
        let form = filled(&choices, |form| form.milestones = "Dielines agreed\r\n\r\n  Proofs 👍\n".into());
        let (_, titles) = form.parse_new(&choices, Locale::En).unwrap();
        assert_eq!(titles.iter().map(Line::as_str).collect::<Vec<_>>(), ["Dielines agreed", "Proofs 👍"]);
    }

    #[test]
    fn a_weight_is_one_to_a_hundred() {
        let of = |weight: &str| {
            let form = MilestoneForm { title: "Proofs".into(), weight: weight.into(), ..Default::default() };
            form.parse().ok().map(|input| input.weight)
        };
        assert_eq!((of(""), of("7"), of("0"), of("101"), of("1.5")), (Some(1), Some(7), None, None, None));
    }
}

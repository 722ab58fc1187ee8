//! Plays the history: each act is performed as its user, at its time.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use url::Url;
use uuid::Uuid;

use super::{
    calendar::Calendar,
    queries,
    story::{Act, At, Beat, Bill, Item, Made, Person, Work, works},
};
use crate::{
    access::{Role, SystemViewer, Viewer},
    db::{Db, Tx},
    error::{AppError, AppResult},
    files::{self, rules::kinds},
    invoices::{
        self, InvoiceInput, LineInput, Method, PaymentInput,
        rules::{Discount, TaxMode},
    },
    kernel::{
        Clock, Currency, FileName, Line, Money, Name, Paragraph, Sha256,
        ids::{ClientId, InvoiceId, MessageId, MilestoneId, ProjectId, StudioId},
        time::FixedClock,
    },
    messages::{self, MessageInput, Subject},
    projects::{self, MilestoneInput, ProjectDetails, ProjectInput},
    storage::{self, Blob},
};

/// The state while the history is played.
pub struct Telling {
    pub(super) db: Db,
    pub(super) clock: Arc<FixedClock>,
    pub(super) calendar: Calendar,
    pub(super) studio: StudioId,
    pub(super) base_url: Url,
    pub(super) clients: HashMap<&'static str, ClientId>,
    pub(super) people: HashMap<&'static str, Viewer>,
    pub(super) types: HashMap<String, Uuid>,
    pub(super) projects: HashMap<&'static str, Opened>,
    pub(super) invoices: HashMap<&'static str, (InvoiceId, Currency)>,
    /// The latest message of each project.
    pub(super) said: HashMap<ProjectId, MessageId>,
    /// The projects that have an unread message.
    pub(super) whispered: HashSet<&'static str>,
}

/// A project of the demo and its ids in the portal.
#[derive(Clone)]
pub(super) struct Opened {
    id: ProjectId,
    client: ClientId,
    steps: HashMap<&'static str, MilestoneId>,
}

impl Telling {
    /// Plays all acts in chronological order, whatever order they are written in.
    pub fn tell(mut self) -> AppResult<()> {
        let mut beats: Vec<(DateTime<Utc>, &Work, &Beat)> = works()
            .flat_map(|work| work.told.iter().map(move |beat| (work, beat)))
            .map(|(work, beat)| (self.calendar.instant(beat.0), work, beat))
            .collect();
        beats.sort_by_key(|(at, ..)| *at);
        for (at, work, Beat(_, who, act)) in beats {
            self.clock.advance(at - self.clock.now());
            self.act(work, who, act)?;
        }
        self.clock.advance(self.calendar.instant(At::Ago(0)) - self.clock.now());
        for work in works().filter(|work| !self.whispered.contains(work.name)) {
            self.read(work, |_| true)?;
        }
        self.db.write_here(&SystemViewer::new(self.studio, "demo"), queries::post_mail)
    }

    fn act(&mut self, work: &'static Work, who: &Person, act: &'static Act) -> AppResult<()> {
        let viewer = self.people.get(who.email).cloned().ok_or_else(|| missing(who.email))?;
        if let Act::Open = act {
            return self.open(work, &viewer);
        }
        let project = self.projects.get(work.name).cloned().ok_or_else(|| missing(work.name))?;
        match act {
            Act::Open => Ok(()),
            Act::Turn(to) => self.write(&viewer, |tx| projects::change_status(tx, project.id, *to).map(drop)),
            Act::Finish(title) => {
                let step = *project.steps.get(title).ok_or_else(|| missing(title))?;
                self.write(&viewer, |tx| projects::set_milestone_done(tx, step, true).map(drop))
            }
            Act::Upload(name, made) => self.upload(&viewer, &project, name, made),
            Act::Say(text) => self.say(&viewer, &project, text),
            Act::Whisper(text) => {
                if self.whispered.insert(work.name) {
                    self.read(work, |_| true)?;
                }
                self.say(&viewer, &project, text)?;
                let works_here = viewer.role.works_here();
                self.read(work, |other| other.role.works_here() == works_here)
            }
            Act::Draft(bill) => self.draft(work, &viewer, &project, bill).map(drop),
            Act::Send(bill) => {
                let id = self.draft(work, &viewer, &project, bill)?;
                self.write(&viewer, |tx| {
                    let revision = queries::revision(tx, id)?;
                    invoices::send(tx, id, revision, &self.base_url)?;
                    queries::post_mail(tx)
                })
            }
            Act::Pay(key, minor, method, reference) => self.pay(&viewer, key, *minor, *method, reference),
            Act::Void(key) => {
                let (id, _) = self.invoice(key)?;
                self.write(&viewer, |tx| invoices::void(tx, id))
            }
        }
    }

    fn write(&self, who: &Viewer, work: impl FnOnce(&mut Tx) -> AppResult<()>) -> AppResult<()> {
        self.db.write_here(who, work)
    }

    fn open(&mut self, work: &'static Work, who: &Viewer) -> AppResult<()> {
        let client = *self.clients.get(work.company.name).ok_or_else(|| missing(work.company.name))?;
        let input = ProjectInput {
            client,
            currency: work.company.currency,
            details: ProjectDetails {
                name: name(work.name)?,
                type_id: Some(*self.types.get(work.kind).ok_or_else(|| missing(work.kind))?),
                starts_on: Some(self.calendar.day(work.starts)),
                due_on: Some(self.calendar.day(work.due)),
                budget_minor: Some(work.budget_minor),
                description: Paragraph::parse(work.description).map_err(AppError::internal)?,
            },
        };
        let titles: Vec<Line> = work
            .milestones
            .iter()
            .map(|step| Line::parse(step.0).map_err(AppError::internal))
            .collect::<AppResult<_>>()?;
        let opened = self.db.write_here(who, |tx| {
            let id = projects::create(tx, &input, &titles)?;
            let mut steps = HashMap::new();
            for ((step, title), milestone) in
                work.milestones.iter().zip(titles).zip(projects::milestones(tx, id)?)
            {
                let due_on = Some(self.calendar.day(step.1));
                projects::revise_milestone(
                    tx,
                    milestone.id,
                    Some(milestone.revision),
                    &MilestoneInput { title, due_on, weight: step.2 },
                )?
                .map_err(|_| AppError::Internal("a milestone just opened was changed".to_owned()))?;
                steps.insert(step.0, milestone.id);
            }
            Ok(Opened { id, client, steps })
        })?;
        self.projects.insert(work.name, opened);
        Ok(())
    }

    /// Client users have no access to stored bytes: as in an upload, the system stores them, and the user adds the version.
    fn upload(&self, who: &Viewer, project: &Opened, file: &str, made: &Made) -> AppResult<()> {
        let bytes = match made {
            Made::Picture(draw) => draw().png()?,
            Made::Sheet(sheet) => sheet.printed(self.clock.now())?,
            Made::Text(text) => text.as_bytes().to_vec(),
        };
        let name = FileName::parse(file).map_err(AppError::internal)?;
        let kind =
            kinds::verdict(&name, &bytes).map_err(|refusal| AppError::Internal(format!("{refusal:?}")))?;
        let storage = SystemViewer::new(self.studio, "storage");
        let id = self.db.write_here(&storage, |tx| storage::put_bytes(tx, Some(project.client), &bytes))?;
        let blob = Blob { id, size_bytes: bytes.len() as i64, sha256: Sha256::of(&bytes) };
        self.write(who, |tx| {
            files::add_version(tx, (project.client, project.id), &name, kind, blob).map(drop)
        })
    }

    fn say(&mut self, who: &Viewer, project: &Opened, text: &str) -> AppResult<()> {
        let input = MessageInput { key: Uuid::now_v7(), body: text.into() };
        let id = self
            .db
            .write_here(who, |tx| messages::send(tx, Subject::Project(project.id), who.user, &input)?.done())?
            .id;
        self.said.insert(project.id, id);
        Ok(())
    }

    /// Marks the conversation as read by those of the users who can see it and satisfy `meant`.
    fn read(&self, work: &Work, meant: impl Fn(&Viewer) -> bool) -> AppResult<()> {
        let project = self.projects.get(work.name).ok_or_else(|| missing(work.name))?;
        let sees = |viewer: &&Viewer| match viewer.role {
            Role::Client { client, .. } => client == project.client,
            _ => true,
        };
        let Some(last) = self.said.get(&project.id).copied() else { return Ok(()) };
        for viewer in self.people.values().filter(sees).filter(|viewer| meant(viewer)) {
            self.write(viewer, |tx| {
                let conversation = queries::conversation(tx, last)?;
                messages::mark_read(tx, conversation, viewer.user, last).map(drop)
            })?;
        }
        Ok(())
    }

    fn draft(
        &mut self,
        work: &Work,
        who: &Viewer,
        project: &Opened,
        bill: &'static Bill,
    ) -> AppResult<InvoiceId> {
        let currency = work.company.currency;
        let tax_rate = decimal(bill.tax)?;
        let line = |Item(what, quantity, unit, minor): &Item| {
            Ok(LineInput {
                description: (*what).into(),
                quantity: decimal(quantity)?,
                unit: (*unit).into(),
                unit_price: Money::new(*minor, currency).into(),
                tax_rate,
            })
        };
        let input = InvoiceInput {
            project_id: Some(project.id),
            payment_days: bill.payment_days,
            tax_mode: TaxMode::Exclusive,
            discount: bill.discount.map(decimal).transpose()?.map_or(Discount::None, Discount::Percent),
            note: bill.note.into(),
            lines: bill.items.iter().map(line).collect::<AppResult<_>>()?,
        };
        let id = self.db.write_here(who, |tx| invoices::create_draft(tx, project.client, &input))?;
        self.invoices.insert(bill.key, (id, currency));
        Ok(id)
    }

    fn pay(
        &self,
        who: &Viewer,
        key: &'static str,
        minor: i64,
        method: Method,
        reference: &str,
    ) -> AppResult<()> {
        let (id, currency) = self.invoice(key)?;
        let input = PaymentInput {
            amount: Money::new(minor, currency),
            method,
            reference: reference.into(),
            received_on: self.calendar.zone().date_of(self.clock.now()),
            surplus: None,
            early: None,
            second: None,
            key: Uuid::now_v7(),
        };
        self.write(who, |tx| invoices::record_payment(tx, id, &input)?.done())
    }

    fn invoice(&self, key: &'static str) -> AppResult<(InvoiceId, Currency)> {
        self.invoices.get(key).copied().ok_or_else(|| missing(key))
    }
}

pub(super) fn name(text: &str) -> AppResult<Name> {
    Name::parse(text).map_err(AppError::internal)
}

fn decimal(text: &str) -> AppResult<rust_decimal::Decimal> {
    text.parse().map_err(AppError::internal)
}

pub(super) fn missing(what: &str) -> AppError {
    AppError::Internal(format!("the demo refers to {what} before it exists"))
}

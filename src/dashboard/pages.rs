//! The room's pages.

use askama::Template;
use chrono::NaiveDate;

use crate::{
    activity::FeedLine,
    invoices::{self, Open, rules::Standing},
    kernel::{Money, ids::ClientId},
    messages::Unread,
    projects::{InStatus, Project, Upcoming},
    room::{Since, Turn},
    urls,
    web::{filters, titled},
};

titled! {
    ForClient = "dashboard-your-turn";
    ForStaff = "dashboard-title";
}

/// The first page of a client's user.
#[derive(Template)]
#[template(path = "dashboard/client.html")]
pub struct ForClient {
    pub turns: Vec<Turn>,
    /// How many there are in all, counted to 100.
    pub waiting: i64,
    /// What they have paid too much, in each currency.
    pub credit: Vec<Money>,
    pub projects: Vec<Project>,
    pub upcoming: Vec<Upcoming>,
    pub feed: Vec<FeedLine>,
    /// Where the reader writes to the studio.
    pub write: String,
}

impl ForClient {
    /// How many of those that wait the list leaves out.
    fn more(&self) -> i64 {
        self.waiting - self.turns.len() as i64
    }

    /// The milestone of a project that comes next.
    fn next(&self, project: &Project) -> Option<&Upcoming> {
        self.upcoming.iter().find(|milestone| milestone.project_id == project.id)
    }
}

/// The first page of those who work in the studio.
#[derive(Template)]
#[template(path = "dashboard/staff.html")]
pub struct ForStaff {
    pub today: NaiveDate,
    pub waiting: Vec<invoices::Entry>,
    pub money: Vec<Open>,
    pub statuses: Vec<InStatus>,
    pub unread: Vec<Unread>,
    pub upcoming: Vec<Upcoming>,
    pub feed: Vec<FeedLine>,
    /// Any client; asked for only while there is no project.
    pub a_client: Option<ClientId>,
}

impl ForStaff {
    /// How long a bar is, where the longest has 100.
    fn length(&self, count: &i64) -> i64 {
        let most = self.statuses.iter().map(|status| status.count).max().unwrap_or(1).max(1);
        count * 100 / most
    }

    /// The address of a new project for the client there is.
    fn first_project(&self) -> String {
        self.a_client.map(urls::new_project).unwrap_or_default()
    }
}

/// Asks the pages of a client's people for their counts, and a first page for its list.
#[derive(Template)]
#[template(path = "layouts/recount.html")]
pub struct Recount;

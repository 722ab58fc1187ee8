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
    /// The total number, counted up to 100.
    pub waiting: i64,
    /// The client's credit, in each currency.
    pub credit: Vec<Money>,
    pub projects: Vec<Project>,
    pub upcoming: Vec<Upcoming>,
    pub feed: Vec<FeedLine>,
    /// The URL for writing to the studio.
    pub write: String,
}

impl ForClient {
    /// How many pending items the list leaves out.
    fn more(&self) -> i64 {
        self.waiting - self.turns.len() as i64
    }

    /// The next milestone of a project.
    fn next(&self, project: &Project) -> Option<&Upcoming> {
        self.upcoming.iter().find(|milestone| milestone.project_id == project.id)
    }
}

/// The first page of the studio's own people.
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
    /// Any client; only looked up while there is no project.
    pub a_client: Option<ClientId>,
}

impl ForStaff {
    /// The length of a bar, on a scale where the longest is 100.
    fn length(&self, count: &i64) -> i64 {
        let most = self.statuses.iter().map(|status| status.count).max().unwrap_or(1).max(1);
        count * 100 / most
    }

    /// The URL for creating the first project, for any client.
    fn first_project(&self) -> String {
        self.a_client.map(urls::new_project).unwrap_or_default()
    }
}

/// Asks open pages of a client's people to reload their counts, and a first page its list.
#[derive(Template)]
#[template(path = "layouts/recount.html")]
pub struct Recount;

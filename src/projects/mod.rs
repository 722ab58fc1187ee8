//! Work for one client: milestones, progress, budget.

mod actions;
mod forms;
mod handlers;
mod live;
mod model;
mod pages;
mod queries;
pub mod rules;

pub use actions::{change_status, check_open, create, revise_milestone, set_archived, set_milestone_done};
pub use forms::{MilestoneInput, ProjectInput};
pub use live::live;
pub use model::{Bar, Header, Milestone, Project, Steps};
pub use queries::{Billed, billed, current, find, header, milestones, visible};

use crate::web::{
    Route,
    route::{Access, get, post},
};

/// The room's routes.
pub fn routes() -> Vec<Route> {
    use handlers::{milestones, projects, show, status};
    vec![
        get("/projects", Access::SignedIn, projects::index),
        get("/projects/new", Access::Staff, projects::new),
        post("/projects", Access::Staff, projects::create),
        get("/projects/{id}", Access::SignedIn, show::overview),
        post("/projects/{id}", Access::Staff, projects::update),
        get("/projects/{id}/edit", Access::Staff, projects::edit),
        get("/projects/{id}/activity", Access::SignedIn, show::activity),
        get("/projects/{id}/milestones", Access::SignedIn, milestones::index),
        post("/projects/{id}/milestones", Access::Staff, milestones::create),
        post("/projects/{id}/status", Access::Staff, status::change),
        post("/projects/{id}/archive", Access::Staff, status::archive),
        post("/projects/{id}/restoration", Access::Staff, status::restore),
        get("/milestones/{id}/edit", Access::Staff, milestones::edit),
        post("/milestones/{id}", Access::Staff, milestones::update),
        post("/milestones/{id}/position", Access::Staff, milestones::shift),
        post("/milestones/{id}/completion", Access::Staff, milestones::complete),
        post("/milestones/{id}/reopening", Access::Staff, milestones::reopen),
        post("/milestones/{id}/deletion", Access::Staff, milestones::remove),
    ]
}

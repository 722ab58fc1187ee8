//! Projects: work for one client, with milestones, progress and a budget.

mod actions;
mod forms;
mod handlers;
mod kinds;
mod live;
mod model;
mod pages;
mod privacy;
mod queries;
pub mod rules;

pub use actions::{change_status, check_open, create, revise_milestone, set_archived, set_milestone_done};
pub use kinds::{AuditKind, EventKind};
pub use model::{
    Bar, Header, InStatus, Milestone, MilestoneInput, Project, ProjectDetails, ProjectInput, Steps, Upcoming,
};
pub use queries::{
    Billed,
    ahead::{by_status, upcoming},
    billed, current, find, header, milestones, visible,
};

use crate::{
    room::Room,
    urls,
    web::{
        Access, Route,
        route::{get, post},
        shell::RailEntry,
    },
};

/// What the rest of the portal needs to know about this room.
pub const ROOM: Room = Room {
    routes,
    live: live::live,
    events: EventKind::ALL,
    audit: &[AuditKind::ALL],
    things: &[kinds::PROJECT, kinds::MILESTONE],
    rail: &[RailEntry {
        also: |path| path.starts_with("/files/") || path.starts_with("/milestones/"),
        ..RailEntry::new(20, urls::PROJECTS, |_| "rail-projects", "projects", Access::SignedIn)
    }],
    work: queries::ahead::work,
    privacy: privacy::PRIVACY,
    ..Room::named("projects")
};

fn routes() -> Vec<Route> {
    use handlers::{milestones, projects, show, status};
    vec![
        get("/projects", Access::SignedIn, projects::index),
        get("/projects/new", Access::Staff, projects::new),
        post("/projects", Access::Staff, projects::create).kept(forms::PROJECT_LABELS),
        get("/projects/{id}", Access::SignedIn, show::overview),
        post("/projects/{id}", Access::Staff, projects::update).kept(forms::PROJECT_LABELS),
        get("/projects/{id}/edit", Access::Staff, projects::edit),
        get("/projects/{id}/activity", Access::SignedIn, show::activity),
        get("/projects/{id}/milestones", Access::SignedIn, milestones::index),
        post("/projects/{id}/milestones", Access::Staff, milestones::create).kept(forms::MILESTONE_LABELS),
        post("/projects/{id}/status", Access::Staff, status::change),
        post("/projects/{id}/status/reversal", Access::Staff, status::reverse),
        post("/projects/{id}/archive", Access::Staff, status::archive),
        post("/projects/{id}/restoration", Access::Staff, status::restore),
        get("/milestones/{id}/edit", Access::Staff, milestones::edit),
        post("/milestones/{id}", Access::Staff, milestones::update)
            .kept(forms::MILESTONE_LABELS)
            .on("/milestones/{id}/edit"),
        post("/milestones/{id}/position", Access::Staff, milestones::shift).on("/milestones/{id}/edit"),
        post("/milestones/{id}/completion", Access::Staff, milestones::complete).on("/milestones/{id}/edit"),
        post("/milestones/{id}/reopening", Access::Staff, milestones::reopen).on("/milestones/{id}/edit"),
        post("/milestones/{id}/deletion", Access::Staff, milestones::remove).on("/milestones/{id}/edit"),
    ]
}

//! The room's kinds of events and audit entries.

use crate::{
    audit::Thing,
    events::About,
    kernel::ids::{MilestoneId, ProjectId},
    urls,
};

crate::event_kinds! {
    ProjectCreated = feed("project.created").page(project).names_project();
    ProjectChanged = feed("project.changed").page(project).names_project();
    StatusChanged = feed("project.status").page(project).names_project();
    ProjectArchived = feed("project.archived").page(project).names_project();
    ProjectRestored = feed("project.restored").page(project).names_project();
    MilestoneAdded = feed("milestone.added").page(milestones);
    MilestoneChanged = live("milestone.changed");
    MilestoneMoved = live("milestone.moved");
    MilestoneDone = feed("milestone.done").page(milestones);
    MilestoneReopened = feed("milestone.reopened").page(milestones);
    MilestoneRemoved = feed("milestone.removed").page(milestones);
}

crate::audit_kinds! {
    ProjectCreated = entry("project.created");
    ProjectChanged = entry("project.changed");
    StatusChanged = entry("project.status");
    ProjectArchived = entry("project.archived");
    ProjectRestored = entry("project.restored");
    MilestoneAdded = entry("milestone.added");
    MilestoneChanged = entry("milestone.changed");
    MilestoneMoved = entry("milestone.moved");
    MilestoneDone = entry("milestone.done");
    MilestoneReopened = entry("milestone.reopened");
    MilestoneRemoved = entry("milestone.removed");
}

/// A project, as audit entries name it and record its changes.
pub const PROJECT: Thing = Thing::on_page::<ProjectId>(|id| urls::project(ProjectId::from(id)))
    .with_row("select to_jsonb(t) as row from projects t where id = $1");

/// A milestone, as audit entries name it and record its changes.
pub const MILESTONE: Thing = Thing::without_page::<MilestoneId>()
    .with_row("select to_jsonb(t) as row from milestones t where id = $1");

fn project(about: About) -> Option<String> {
    about.project.map(urls::project)
}

fn milestones(about: About) -> Option<String> {
    about.project.map(urls::project_milestones)
}

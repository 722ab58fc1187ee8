pub mod milestones;
pub mod projects;
pub mod show;
pub mod status;

//! Work for one client: milestones, progress, budget.

pub mod rules;

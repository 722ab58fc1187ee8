# projects
projects-title = Projects
projects-edit = Edit
projects-archived = Archived
projects-status-planning = Planning
projects-status-in-progress = In progress
projects-status-review = In review
projects-status-completed = Completed
projects-status-on-hold = On hold
projects-status-cancelled = Cancelled
projects-tab-overview = Overview
projects-tab-milestones = Milestones
projects-tab-files = Files
projects-tab-messages = Messages
projects-tab-invoices = Money
projects-tab-activity = Activity

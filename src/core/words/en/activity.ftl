# activity
activity-title = Activity
activity-recent = Recent activity
activity-all = All activity
activity-none = No activity yet
activity-none-text = Everything that happens in your projects appears here, newest first.
activity-to-projects = View projects
activity-portal = The portal
activity-something = something
activity-other = { $who } changed something.

# dashboard
dashboard-title = Today
dashboard-your-turn = Your turn
dashboard-waits = { $count ->
    [100] A hundred or more things need your attention.
    [one] One thing needs your attention.
   *[other] { $count } things need your attention.
}
dashboard-waits-more = { $count ->
    [one] One more is not listed here.
   *[other] { $count } more are not listed here.
}
dashboard-nothing-waits = You’re all caught up.
dashboard-projects = Projects
dashboard-all-projects = All projects
dashboard-no-projects = No active projects
dashboard-no-projects-client = The studio will set up your first project, and you will find it here. Until then you can write to them.
dashboard-write = Message the studio
dashboard-new-project = New project
dashboard-new-client = Add client
dashboard-first-steps = Set up your portal
dashboard-first-steps-text = Three steps to working with your first client here.
dashboard-step-client = Add a client
dashboard-step-project = Create a project with milestones
dashboard-step-invite = Invite the client’s contacts
dashboard-received = received this month
dashboard-outstanding = outstanding
dashboard-overdue = overdue
dashboard-waiting = Waiting on clients
dashboard-all-invoices = All invoices
dashboard-unread = Unread
dashboard-all-messages = All messages
dashboard-next-milestones = Next two weeks
dashboard-no-milestones = No milestones due in the next two weeks.
dashboard-milestone = Milestone
dashboard-project = Project
dashboard-client = Client
dashboard-due = Due
dashboard-invoice = Invoice
dashboard-open = Open
dashboard-status = Status
dashboard-count = Number

rail-home = Your turn
rail-today = Today

# dashboard
dashboard-title = The studio today
dashboard-your-turn = Your turn
dashboard-waits = { $count ->
    [one] One thing waits for you.
   *[other] { $count } things wait for you.
}
dashboard-nothing-waits = Nothing waits for you. The studio is at work.
dashboard-label-invoice = invoice
dashboard-label-message = message
dashboard-pay = Pay the invoice { $number }
dashboard-look = View
dashboard-unread-from = Answer { $sender } about { $about }
dashboard-read = { $count ->
    [one] Read
   *[other] Read { $count }
}
dashboard-projects = Projects
dashboard-all-projects = All projects
dashboard-no-projects = No current projects
dashboard-no-projects-client = As soon as the studio opens a project for you, it stands here.
dashboard-write = Write to the studio
dashboard-lately = Lately
dashboard-all-activity = All activity
dashboard-new-project = New project
dashboard-new-client = Add a client
dashboard-first-steps = A fresh portal
dashboard-first-steps-text = Three steps, and your first client is working with you here.
dashboard-step-client = Add a client
dashboard-step-project = Open a project with its milestones
dashboard-step-invite = Invite the client’s people
dashboard-received = received this month
dashboard-outstanding = outstanding
dashboard-overdue = overdue
dashboard-waiting = Waiting on clients
dashboard-all-invoices = All invoices
dashboard-unread = Unread
dashboard-all-messages = All messages
dashboard-next-milestones = The next fortnight
dashboard-no-milestones = No milestone is due within two weeks.
dashboard-milestone = Milestone
dashboard-project = Project
dashboard-client = Client
dashboard-due = Due
dashboard-invoice = Invoice
dashboard-open = Open
dashboard-status = Status
dashboard-count = Number

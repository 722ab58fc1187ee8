# shared

shell-skip = Skip to the page
shell-online = Online
shell-reconnecting = Reconnecting
shell-offline = Offline
shell-messages = Messages
shell-unread = { $count ->
    [one] { $count } unread
   *[other] { $count } unread
}
shell-theme = Light or dark
shell-theme-auto = Auto
shell-theme-light = Light
shell-theme-dark = Dark
shell-account = Account and security
shell-sign-out = Sign out
shell-rail = Main
shell-more = More
shell-portal = client portal
shell-keep = No, keep it
shell-crumbs = Where you are
shell-dismiss = Dismiss
shell-pages = Pages
shell-newer = Newer
shell-older = Older

rail-home = Your turn
rail-projects = Projects
rail-messages = Messages
rail-invoices = Invoices
rail-clients = Clients
rail-mail = Mail

role-admin = administrator
role-staff = studio
role-manager = client manager
role-member = client

due-today = due today
due-in = { $count ->
    [one] due tomorrow
   *[other] due in { $count } days
}
due-since = { $count ->
    [one] { $count } day overdue
   *[other] { $count } days overdue
}

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
rail-today = Today
rail-projects = Projects
rail-messages = Messages
rail-invoices = Invoices
rail-clients = Clients
rail-people = People
rail-team = Your team
rail-studio = Studio
rail-mail = Mail
rail-audit = Audit

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

fault-no-key = This form was too old to be sent. What you typed is safe; send it again.
fault-empty = Please fill this in.
fault-too-long = At most { $most } characters fit here.
fault-choice = Please choose one of the list.
fault-email = This is not an e-mail address. It looks like ana@example.com.
fault-file-name = A file cannot have this name.
fault-date = This is not a date. It looks like 2026-11-21.
fault-no-such-day = The calendar has no such day.
fault-date-too-far = This date is too far away.
fault-number = This is not a number.
fault-separators = It is not clear which sign divides the decimals. Please leave out the others.
fault-negative = This cannot be less than zero.
fault-decimals = { $most ->
    [0] Whole numbers only, please.
    [one] At most one decimal, please.
   *[other] At most { $most } decimals, please.
}
fault-number-too-large = This number is too large.
fault-money = This is not an amount. It looks like 1,234.50.
form-refused = Please look at the marked fields; nothing was saved yet.

changed-meanwhile = Someone else changed this meanwhile.
changed-meanwhile-text = What you typed is kept below. Saving now puts yours in place of theirs.
changed-now = Where it differs from yours, it now says:
changed-left-empty = nothing
changed-ticked = ticked
changed-not-ticked = not ticked

# shared

shell-skip = Skip to content
shell-online = Online
shell-reconnecting = Reconnecting
shell-offline = Offline
shell-signed-out = You have been signed out.
shell-sign-in = Sign in
shell-no-answer = No answer. Are you online?
shell-again = Try again
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
shell-keep = Go back
shell-undo = Undo
shell-leave = What you typed here has not been saved. Leave this page anyway?
shell-crumbs = Breadcrumbs
shell-dismiss = Dismiss
shell-pages = Pages
shell-filters = Filters in use
shell-filter-remove = Remove filter
shell-newer = Newer
shell-older = Older

role-admin = Admin
role-staff = Staff
role-manager = Client manager
role-member = Client member

due-today = due today
due-in = { $count ->
    [one] due tomorrow
   *[other] due in { $count } days
}
due-since = { $count ->
    [one] { $count } day overdue
   *[other] { $count } days overdue
}

fault-no-key = This form had expired. What you typed is still here. Check it, and press the form’s button again.
fault-empty = Please fill this in.
fault-too-long = Use at most { $most } characters.
fault-too-many-marks = One letter carries too many accents or marks. Take some of them away.
fault-too-many-lines = Use at most { $most } lines.
fault-choice = Choose an option from the list.
fault-email = Enter an email address, like ana@example.com.
fault-file-name = A file cannot have this name.
fault-date = Enter a date, like 2026-11-21.
fault-no-such-day = This date does not exist.
fault-date-too-far = This date is too far away.
fault-number = Enter a number.
fault-separators = Write the number like 1,234.50.
fault-ambiguous = This could be read as thousands or as decimals. Write thousands without a separator, like 1500, and decimals like 1.5.
fault-form-used = This form was already sent once and has created something. Nothing was created this time. Send it again to create another.
fault-negative = This cannot be less than zero.
fault-decimals = { $most ->
    [0] Use a whole number.
    [one] Use at most one decimal place.
   *[other] Use at most { $most } decimal places.
}
fault-number-too-large = This number is too large.
fault-money = Enter an amount, like 1,234.50.
form-refused = Nothing was saved yet. Please check the marked fields.
form-kept = You were signed out before this could be saved. What you typed is still here. Check it, and press the form’s button again.
form-unproven = This has not been saved yet: you were asked for your password first. What you typed is still here. Check it, and press the form’s button again.

changed-meanwhile = Someone else has changed this since you opened it.
changed-meanwhile-text = Your version is still in the form below. If you save now, it replaces theirs.
changed-now = What was saved meanwhile, where it differs from your version:
changed-kept-now = What is saved now, where it differs from your version:
changed-left-empty = empty
changed-ticked = selected
changed-not-ticked = not selected

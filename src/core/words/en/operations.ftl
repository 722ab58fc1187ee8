# operations

mail-by-hand = If the button does not work, copy this address into your browser:

mail-outbox = Mail outbox
mail-none = No mail yet
mail-none-text = Every email the portal sends is listed here: invitations, password resets, invoices.
mail-no-server = No mail server is set up, so emails are not sent. Copy them from here, or ask whoever runs the portal to set one up (SMTP_URL).
mail-subject = Subject
mail-to = To
mail-state = Status
mail-written = Created
mail-sent = Sent
mail-expires = Valid until
mail-attempts = Attempts
mail-attachment = Attachment
mail-text = Content
mail-last-error = The last attempt failed.
mail-resend = Resend
mail-secret = This email contains a one-time link that only its recipient may see. You can resend it safely.
mail-expired-text = The link in this email has expired, so it is not sent any more. Invite the person again, or let them request a new link.
mail-said-resent = Email queued to be sent again.
mail-state-sent = Sent
mail-state-waiting = Queued
mail-state-failed = Failed
mail-state-kept = Not sent
mail-state-expired = Expired

jobs-dead = Failed background tasks
jobs-dead-count = { $count ->
    [100] A hundred or more background tasks have failed and need your attention.
    [one] One background task has failed and needs your attention.
   *[other] { $count } background tasks have failed and need your attention.
}
jobs-dead-none = No failed background tasks
jobs-dead-none-text = A background task that fails is retried automatically. Tasks that still fail after eight attempts are listed here.
jobs-kind = Background task
jobs-cause = Reason
jobs-given-up = Failed
jobs-send-again = Retry
jobs-said-sent-again = Background task queued to run again.

audit-title = Audit log
audit-export = Export as CSV
audit-export-incomplete = This export is incomplete: it was interrupted here. Please export again. If it happens twice, tell us the reference { $reference }.
audit-unchecked = The chain of entries has not been checked yet. It is checked every day.
audit-whole = The chain is intact up to entry { $through }. Checked
audit-broken = The chain is broken.
audit-broken-at = At entry { $sequence }:
audit-fault-gap = An entry is missing.
audit-fault-link = An entry does not match the one before it.
audit-fault-gone = An entry was removed.
audit-fault-altered = An entry was altered.
audit-fault-particulars = The person, address or details of an entry were altered.
audit-fault-erased = Details of an entry are missing, and no erasure accounts for it.
audit-fault-outside = An entry is not part of the chain.
audit-fault-head = The end of the chain was cut off or replaced.
audit-fault-id = This link to the entries about one thing is incomplete. All entries are shown.
audit-person = Person
audit-kind = Event
audit-any = Any
audit-about = About
audit-from = From
audit-until = To
audit-text = Text
audit-search = Search
audit-clear = Clear filters
audit-none = No entries found
audit-none-text = No entry matches these filters.
audit-what = Event
audit-where = IP address
audit-when = When
audit-details = Details
audit-field = Field
audit-before = Before
audit-after = After
audit-number = No. { $number }
audit-fact-archived = Archived
audit-fact-by = By
audit-fact-ended = Sessions ended
audit-fact-from = From
audit-fact-position = Position
audit-fact-reason = Reason
audit-fact-to = To
audit-titled = “{ $title }”
audit-alike = all entries about this
audit-facts-erased = The details of this entry were erased together with the person.
audit-nobody = Someone
audit-oneself = their own account
audit-check-now = Check the chain now
audit-said-checking = The chain is being checked. The result will appear here shortly.
audit-noun-mail = Emails
audit-noun-job = Background tasks
audit-noun-audit = Audit log
audit-thing-mail = an email
audit-thing-job = a background task
audit-kind-user-erased = erased { $what }
audit-kind-client-erased = erased { $what }
audit-kind-mail-resent = resent { $what }
audit-kind-mail-secret-read = read { $what } with a one-time link
audit-kind-job-revived = retried { $what }
audit-kind-audit-exported = exported the audit log
audit-kind-audit-checked = had the audit log’s chain checked
audit-kind-audit-cut = removed the oldest entries of the audit log
audit-kind-audit-blanks-counted = recounted erased entries

rail-mail = Mail
rail-audit = Audit log

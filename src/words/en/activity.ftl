# activity
activity-title = Activity
activity-none = Nothing has happened yet
activity-none-text = What is done in your projects is told here, newest first.
activity-to-projects = To the projects
activity-portal = The portal
activity-something = something
activity-other = { $who } changed something.
activity-project-created = { $who } opened the project { $what }.
activity-project-changed = { $who } changed the details of { $what }.
activity-project-status = { $who } moved { $what } to { $to ->
    [planning] planning
    [in_progress] in progress
    [review] in review
    [completed] completed
    [on_hold] on hold
    [cancelled] cancelled
   *[other] another status
}.
activity-project-archived = { $who } archived { $what }.
activity-project-restored = { $who } brought { $what } back from the archive.
activity-milestone-added = { $who } added the milestone { $what }.
activity-milestone-removed = { $who } removed the milestone { $what }.
activity-milestone-done = { $who } finished { $what }.
activity-milestone-reopened = { $who } reopened { $what }.
activity-file-uploaded = { $who } uploaded { $what }.
activity-file-deleted = { $who } put { $what } into the trash.
activity-file-restored = { $who } took { $what } out of the trash.
activity-message-sent = { $who } wrote a message.
activity-invoice-sent = { $who } sent the invoice { $what }.
activity-invoice-paid = The invoice { $what } is paid.
activity-invoice-voided = { $who } voided the invoice { $what }.
activity-payment-recorded = { $who } recorded a payment for { $what }.
activity-invitation-sent = { $who } invited { $what }.
activity-account-joined = { $who } joined.
activity-account-registered = { $who } registered.

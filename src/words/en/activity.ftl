# activity
activity-title = Activity
activity-none = No activity yet
activity-none-text = Everything that happens in your projects appears here, newest first.
activity-to-projects = View projects
activity-portal = The portal
activity-something = something
activity-other = { $who } changed something.
activity-project-created = { $who } created the project { $what }.
activity-project-changed = { $who } changed the details of { $what }.
activity-project-status = { $who } changed the status of { $what } to { $to ->
    [planning] planning
    [in_progress] in progress
    [review] in review
    [completed] completed
    [on_hold] on hold
    [cancelled] cancelled
   *[other] another status
}.
activity-project-archived = { $who } archived { $what }.
activity-project-restored = { $who } restored { $what } from the archive.
activity-milestone-added = { $who } added the milestone { $what }.
activity-milestone-removed = { $who } removed the milestone { $what }.
activity-milestone-done = { $who } completed the milestone { $what }.
activity-milestone-reopened = { $who } reopened the milestone { $what }.
activity-file-uploaded = { $who } uploaded { $what }.
activity-file-deleted = { $who } moved { $what } to the trash.
activity-file-restored = { $who } restored { $what } from the trash.
activity-message-sent = { $who } sent a message.
activity-invoice-sent = { $who } sent invoice { $what }.
activity-invoice-paid = Invoice { $what } has been paid.
activity-invoice-voided = { $who } voided invoice { $what }.
activity-payment-recorded = { $who } recorded a payment for invoice { $what }.
activity-invitation-sent = { $who } invited { $what }.
activity-account-joined = { $who } joined the portal.
activity-account-registered = { $who } registered for the portal.

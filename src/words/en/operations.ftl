# operations

mail-by-hand = If the button does not work, copy this address into your browser:

mail-outbox = Mail outbox
mail-none = No mail yet
mail-none-text = Every mail the portal writes is listed here: invitations, password resets, invoices.
mail-no-server = No mail server is set up, so mail stays here. Pass on what it says yourself, or set SMTP_URL.
mail-subject = Subject
mail-to = To
mail-state = State
mail-kind = Kind
mail-written = Written
mail-sent = Sent
mail-expires = Valid until
mail-attempts = Attempts
mail-attachment = Attachment
mail-text = What it says
mail-last-error = The last attempt failed.
mail-resend = Send again
mail-secret = This mail holds a one-time link, which only its addressee may see. Sending it again is safe.
mail-expired-text = This mail’s link is no longer valid, so it is not sent any more. Invite the person, or let them ask for a link, once more.
mail-said-resent = The mail is on its way again.
mail-state-sent = Sent
mail-state-waiting = Waiting
mail-state-failed = Failed
mail-state-kept = Not sent
mail-state-expired = Expired

jobs-dead = Dead letters
jobs-dead-count = { $count ->
    [one] One job was given up and waits for you.
   *[other] { $count } jobs were given up and wait for you.
}
jobs-dead-none = Nothing was given up
jobs-dead-none-text = Work that fails is tried again by itself. What still fails after eight attempts is listed here.
jobs-kind = Job
jobs-cause = Why
jobs-given-up = Given up
jobs-send-again = Try again
jobs-said-sent-again = The job is on its way again.

# Invoices
invoices-title = Invoices
invoices-of-project-title = Money · { $project }
invoices-new = New invoice
invoices-edit = Edit draft
invoices-draft = Draft
invoices-numbered = Invoice { $number }
invoices-draft-for = Draft for { $client }
invoices-number = Number
invoices-client = Client
invoices-standing = Status
invoices-standing-any = Any status
invoices-standing-draft = Draft
invoices-standing-sent = Sent
invoices-standing-partially-paid = Partly paid
invoices-standing-paid = Paid
invoices-standing-overdue = Overdue
invoices-standing-void = Void
invoices-filter = Apply
invoices-empty-title = No invoices
invoices-empty-text = Invoices appear here once they are sent.
invoices-empty-project = Nothing has been invoiced for this project yet.
invoices-no-clients-title = No clients yet
invoices-no-clients-text = You need a client to create an invoice. Add one first.
invoices-new-client = New client
invoices-for-whom = Client
invoices-choose-client = Choose a client
invoices-go-on = Continue
invoices-sent = Sent
invoices-not-sent = not sent
invoices-none = –
invoices-due = Due
invoices-total = Total
invoices-paid = Paid
invoices-balance = Balance due
invoices-budget = Budget before tax
invoices-invoiced = Invoiced before tax
invoices-paid-gross = Paid, tax included
invoices-payments = Payments
invoices-no-payments = No payments yet.
invoices-project = Project
invoices-no-project = No project
invoices-payment-days = Payment terms
invoices-days = days
invoices-days-count = { $count ->
    [0] due at once
    [one] { $count } day
   *[other] { $count } days
}
invoices-tax-mode = Prices
invoices-tax-exclusive = Before tax
invoices-tax-inclusive = Including tax
invoices-discount = Discount
invoices-discount-at = Discount { $rate }
invoices-discount-kind = Discount in
invoices-discount-percent = percent
invoices-lines = Lines
invoices-add-line = Add a line
invoices-remove-line = Remove line
invoices-description = Description
invoices-quantity = Quantity
invoices-unit = Unit
invoices-unit-price = Unit price
invoices-tax = Tax
invoices-tax-percent = Tax in percent
invoices-amount = Amount
invoices-subtotal = Subtotal
invoices-net = Net
invoices-tax-at = Tax { $rate }
invoices-tax-within = Tax { $rate }, included
invoices-note = Note
invoices-note-hint = Printed below the lines.
invoices-save-draft = Save draft
invoices-cancel = Cancel
invoices-send = Send to client
invoices-send-question = Send this invoice?
invoices-send-text = { $people ->
    [none] Nobody at this client can be mailed: it has no active manager and no email address for invoices. The invoice takes its number, which is final, and counts as sent without mail.
   *[other] It takes its number, which is final, and is mailed to { $people }.
}
invoices-said-sent-unmailed = Invoice sent without mail: nobody at this client can be mailed.
invoices-remove = Delete draft
invoices-remove-question = Delete this draft?
invoices-remove-text = It has not been sent and has no number. This cannot be undone.
invoices-void = Void
invoices-void-question = Void this invoice?
invoices-void-text = It keeps its number, and the client sees that nothing is owed on it.
invoices-draft-notice = Only the studio can see this draft.
invoices-draft-to = { $people ->
    [none] When you send it, nobody is mailed: this client has no active manager and no email address for invoices.
   *[other] When you send it, it takes its number and is mailed to { $people }.
}
invoices-unprintable = The PDF cannot show these characters and prints boxes in their place: { $characters }
invoices-pdf = PDF
invoices-record = Record payment
invoices-received-on = Received on
invoices-method = Method
invoices-method-bank-transfer = Bank transfer
invoices-method-card = Card
invoices-method-cash = Cash
invoices-method-cheque = Cheque
invoices-method-other = Other
invoices-reference = Reference
invoices-evidence = Fingerprint
invoices-evidence-text = The SHA-256 of the PDF as it was sent. It has not changed since.

invoices-said-drafted = Draft saved.
invoices-said-removed = Draft deleted.
invoices-said-sent = Invoice sent.
invoices-said-voided = Invoice voided.
invoices-said-recorded = Payment recorded.

invoices-fault-no-lines = An invoice needs at least one line.
invoices-fault-too-many-lines = An invoice can have at most { $most } lines.
invoices-fault-days = Enter a number of days from 0 to 365.
invoices-fault-percentage = Enter a percentage from 0 to 100.
invoices-fault-discount = The discount is more than the lines come to.
invoices-fault-quantity = Enter a quantity greater than zero.
invoices-fault-sum = The invoice comes to more than an invoice may.
invoices-fault-zero = Enter an amount greater than zero.
invoices-fault-recorded = This form has already recorded a payment: { $payment }. Nothing was recorded this time. If this is another payment, record it again.
invoices-fault-future = This date is in the future.

invoices-conflict-sent = This invoice has already been sent, so it can no longer be changed.
invoices-conflict-changed = Someone changed this draft after you opened it. Open it again to see the change; nothing was overwritten.
invoices-conflict-empty = Add at least one line before sending the invoice.
invoices-conflict-void = Only a sent invoice can be voided.
invoices-conflict-paid = A payment has been recorded on this invoice, so it cannot be voided.
invoices-conflict-settled = This invoice has already been paid in full. The payment was not recorded.

invoices-mail-title = Invoice { $number } from { $studio }
invoices-mail-nothing-due = Your invoice is ready. There is nothing to pay.
invoices-mail-text = Your invoice of { $total } is ready. Please pay it by { $due }.
invoices-mail-attached = The PDF is attached. In the portal you can also see what has been paid.
invoices-mail-link = View invoice

invoices-pdf-title = Invoice
invoices-pdf-draft = Draft
invoices-pdf-number = Invoice no.
invoices-pdf-date = Date
invoices-pdf-due = Due
invoices-pdf-bill-to = Bill to
invoices-pdf-project = Project
invoices-pdf-for = for
invoices-pdf-by = by
invoices-pdf-tax-rate = Rate
invoices-pdf-note = Note
invoices-pdf-payment = Payment
invoices-pdf-nothing-due = There is nothing to pay.
invoices-pdf-terms = Please pay { $total } by { $due }.
invoices-pdf-bank = Bank details
invoices-pdf-tax-id = Tax no.
invoices-pdf-client-tax-id = Your tax no.
invoices-pdf-page = Page [n] of [m]
invoices-turn = invoice
invoices-turn-pay = Pay invoice { $number }
invoices-turn-look = View and pay

rail-invoices = Invoices
activity-invoice-sent = { $who } sent invoice { $what }.
activity-invoice-paid = Invoice { $what } has been paid.
activity-invoice-voided = { $who } voided invoice { $what }.
activity-payment-recorded = { $who } recorded a payment for invoice { $what }.
audit-noun-invoice = Invoices
audit-noun-payment = Payments
audit-thing-invoice = an invoice
audit-thing-payment = a payment
audit-kind-invoice-downloaded = downloaded the PDF of { $what }
audit-kind-invoice-drafted = drafted { $what }
audit-kind-invoice-changed = changed the draft of { $what }
audit-kind-invoice-sent = sent { $what }
audit-kind-invoice-voided = voided { $what }
audit-kind-invoice-removed = deleted the draft of { $what }
audit-kind-payment-recorded = recorded a payment for { $what }

# Client companies, and who belongs to them.

clients-title = Clients
clients-new = New client
clients-name = Name
clients-same = This is another client
clients-same-look = Look at the client there is
clients-fault-same = There is already a client with this name. Select this if yours is another one.
clients-people = Contacts
clients-projects = Projects
clients-currency = Currency
clients-locale = Language
clients-address = Address
clients-tax-id = Tax number
clients-email = Email for invoices
clients-about = Details
clients-edit = Edit
clients-edit-title = Edit { $client }
clients-archived = archived
clients-is-archived = Archived. The client’s contacts can still read and write; nobody new can join until the studio restores it.
clients-archive = Archive
clients-return = Restore
clients-invoices = Invoices
clients-messages = Messages
clients-all-projects = All projects
clients-new-project = New project
clients-new-invoice = New invoice
clients-no-projects = No active projects

clients-search = Name
clients-show = Apply
clients-clear = Clear filters
clients-show-which = Status
clients-show-current = Active
clients-show-archived = Archived
clients-show-all = Show all
clients-none = No clients yet
clients-none-text = Add your first client, then invite its contacts.
clients-none-found = No clients found
clients-none-found-text = Try part of the name.
clients-nobody = No contacts yet
clients-nobody-text = Invite someone, and they can see this client’s projects and invoices straight away.

clients-email-hint = Invoices go to this address, and to the client’s managers.
clients-address-hint = As printed on invoices, one line per row.
clients-currency-hint = For projects and invoices. Cannot be changed after the first invoice.
clients-currency-fixed = Cannot be changed, because there are projects or invoices in this currency.
clients-locale-hint = For invoices, and for emails to its contacts until they choose a language.
clients-conflict-currency = There are projects or invoices in the old currency, so it cannot be changed. Nothing was changed.

clients-invite = Invite
clients-invite-title = Invite someone
clients-invite-text = They get an email with a link, valid for seven days, and can then see all of { $client }’s projects, files, messages and invoices.
clients-place-member = Can see everything, upload files and send messages.
clients-place-manager = Can also invite colleagues and decide who is in the team. Gets the invoices by email.

clients-said-added = Client added. Next, invite its contacts.
clients-said-saved = Saved.
clients-said-archived = Client archived. Nothing is lost, and nobody new can join.
clients-said-returned = Client restored.
clients-said-invited = Invitation sent.

rail-clients = Clients
audit-noun-client = Clients
audit-thing-client = a client
audit-kind-client-created = created { $what }
audit-kind-client-changed = changed { $what }
audit-kind-client-archived = archived { $what }
audit-kind-client-returned = restored { $what }

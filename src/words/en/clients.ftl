# Client companies, and who belongs to them.

clients-title = Clients
clients-new = New client
clients-name = Name
clients-people = People
clients-projects = Projects
clients-currency = Currency
clients-locale = Language
clients-address = Address
clients-tax-id = Tax number
clients-email = E-mail for invoices
clients-about = About
clients-edit = Edit
clients-archived = archived
clients-is-archived = Archived: the people of this client go on reading and writing as before, and nobody new joins them until the studio brings it back.
clients-archive = Archive
clients-return = Bring back
clients-invoices = Invoices
clients-all-projects = All projects
clients-new-project = New project
clients-no-projects = No work is going on.

clients-search = Name
clients-show = Show
clients-show-which = Which
clients-show-current = Current
clients-show-archived = Archived
clients-show-all = Show all
clients-none = No clients yet
clients-none-text = Add the first one, then invite its people.
clients-none-found = No client fits
clients-none-found-text = Try a part of the name.
clients-nobody = Nobody here yet
clients-nobody-text = Invite someone, and they see the projects and invoices of this client at once.

clients-email-hint = Used as long as no manager of theirs has an account.
clients-address-hint = As it stands on invoices, a line each.
clients-currency-hint = Of its projects and invoices. It stays once there is an invoice.
clients-currency-fixed = There are invoices in this currency, so it stays.
clients-locale-hint = Of its invoices, and of mail to its people until they choose for themselves.
clients-conflict-currency = There are invoices in the old currency, so it stays. Nothing was changed.

clients-invite = Invite
clients-invite-title = Invite someone
clients-invite-text = They get a mail with a link that works for seven days, and see everything of { $client } here.
clients-place-member = Sees everything of the client, uploads, writes.
clients-place-manager = Also decides for the client and invites colleagues.

clients-said-added = The client is added. Invite its people next.
clients-said-saved = Saved.
clients-said-archived = Archived. Nothing of it is lost; nobody new joins it.
clients-said-returned = The client is back among the current ones.
clients-said-invited = The invitation is on its way.

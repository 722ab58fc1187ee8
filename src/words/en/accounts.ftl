# Signing in and out, invitations, passwords, one's own account, the studio's people.

accounts-email = E-mail
accounts-password = Password
accounts-sign-in = Sign in
accounts-sign-in-label = sign in
accounts-sign-in-greeting = Good to see you
accounts-sign-in-refused = The address or the password is not right. After five tries the account rests for 30 minutes.
accounts-forgot = Forgot the password
accounts-said-signed-in = You are signed in.
accounts-said-signed-out = You are signed out.

accounts-fault-password-short = At least { $least } characters, please. Any will do, spaces too.
accounts-fault-password-long = At most { $most } characters, please.
accounts-fault-password-name = This is too close to a name others know. Please choose something else.
accounts-fault-password-common = Very many people use this one, so it is soon guessed. Please choose something else.
accounts-conflict-address = Someone with this e-mail address is already known here.
accounts-conflict-own = This is your own account. Another admin can close it.
accounts-conflict-last-admin = This is the last admin. Make someone else an admin first.
accounts-fault-address-taken = Someone with this address is already here. Please look among the people, or use another address.
accounts-fault-password-wrong = This is not the current password.

accounts-name = Name
accounts-role = Role
accounts-client = Client
accounts-state = Account
accounts-state-invited = invited
accounts-state-active = active
accounts-state-deactivated = closed
accounts-seen = Last seen
accounts-seen-never = not yet
accounts-actions = Actions
accounts-save = Save
accounts-cancel = Cancel

accounts-new-password = New password
accounts-new-password-hint = At least { $least } characters. A sentence only you would think of is good.
accounts-password-label = password

accounts-invitation-title = Welcome
accounts-invitation-label = invitation
accounts-invitation-greeting = Welcome, { $name }
accounts-invitation-text = Your place at { $company } is ready. Choose a password and you are in.
accounts-invitation-accept = Take your place
accounts-said-joined = Welcome. This is where your work together happens.

accounts-gone-title = This link no longer works
accounts-gone-why = It has been used, has expired, or was replaced by a newer one. Nothing was changed.
accounts-gone-invitation = If you have a password already, sign in. If not, ask whoever invited you to send the invitation again.
accounts-gone-reset = If you still need a new password, ask for another link.

accounts-forgotten-title = A new password
accounts-forgotten-text = Tell us the e-mail address of your account. We send a link to it that lets you choose a new password.
accounts-forgotten-send = Send the link
accounts-back-to-sign-in = Back to signing in
accounts-asked-title = Look into your mail
accounts-asked-text = If there is an account with this address, a link is on its way to it. It works for 30 minutes.
accounts-asked-next = Nothing there? Look among the unwanted mail, or ask the studio whether your account has another address.
accounts-reset-title = Choose a new password
accounts-reset-text = You will be signed out everywhere. Then sign in with the new password.
accounts-reset-save = Set the password
accounts-said-reset = The new password is set. Please sign in with it.

accounts-account-title = Your account
accounts-account-email = You sign in as { $email }. Only the studio can change this address.
accounts-company = Your company
accounts-profile = About you
accounts-locale = Language
accounts-locale-browser = As the browser says
accounts-zone = Time zone
accounts-zone-studio = The studio’s
accounts-theme = Appearance
accounts-password-text = After the change you stay signed in here, and are signed out everywhere else.
accounts-current-password = Current password
accounts-password-change = Change the password
accounts-said-saved = Saved.
accounts-said-password = The password is changed. Other devices were signed out.

accounts-people-title = People
accounts-people-studio = Studio
accounts-people-clients = Clients
accounts-people-none = Nobody here yet
accounts-people-none-text = People of a client are invited from the client’s page.
accounts-invite = Invite
accounts-invite-again = Invite again
accounts-invite-title = Invite someone to the studio
accounts-invite-text = They get a mail with a link that works for seven days and lets them choose a password.
accounts-invite-send = Send the invitation
accounts-place-staff = Clients, projects, files, messages, invoices.
accounts-place-admin = All of that, and the studio’s settings, people, payments and mail.
accounts-said-invited = The invitation is on its way.
accounts-close = Close the account
accounts-close-title = Close an account
accounts-close-question = Close { $name }’s account?
accounts-close-text = They are signed out at once and cannot sign in any more. What they did stays, and the account can be opened again.
accounts-open = Open again
accounts-said-closed = The account is closed.
accounts-said-opened = The account is open again.

accounts-mail-hello = Hello { $name },
accounts-mail-invitation-title = Your invitation to { $studio }
accounts-mail-invitation-client = { $who } invites you to the client portal of { $studio }, as one of { $client }. Projects, files, messages and invoices are all in one place there.
accounts-mail-invitation-studio = { $who } invites you to work in the portal of { $studio }.
accounts-mail-invitation-link = Take your place
accounts-mail-invitation-lasts = The link works once, for { $days } days.
accounts-mail-invitation-unasked = If you did not expect this, you need do nothing.
accounts-mail-reset-title = A new password for { $studio }
accounts-mail-reset-text = Someone, most likely you, asked for a new password for your account at { $studio }.
accounts-mail-reset-link = Choose a new password
accounts-mail-reset-lasts = The link works once, for { $minutes } minutes.
accounts-mail-reset-unasked = If it was not you, you need do nothing: your password stays as it is.
accounts-mail-changed-title = Your password for { $studio } was changed
accounts-mail-changed-text = The password of your account at { $studio } has just been changed, and other devices were signed out.
accounts-mail-changed-unasked = If it was not you, ask for a new password on the sign-in page and tell the studio.

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

# Second factors: authenticator apps, passkeys, recovery codes.

factors-security-title = Sign-in security
factors-asked = Your studio asks for a second factor at every sign-in. The last one cannot be removed.
factors-asked-soon = From your next sign-in on, a second factor is asked of you. You can set one up now.
factors-not-asked = A second factor keeps your account yours, even if someone learns your password. It is your choice.
factors-studio-asks-nobody = This studio asks nobody for a second factor. You can set one up all the same; it is then asked for at every sign-in.
factors-on = on
factors-remove = Remove

factors-app = Authenticator app
factors-app-text = An app on your phone shows a new six-digit code every thirty seconds. Any such app will do, and it needs no network.
factors-app-set-up = Set up an app
factors-app-title = Set up an authenticator app
factors-app-scan = Scan this picture with your app.
factors-app-picture = QR code with the key for your app
factors-app-type = No camera? Type this key into the app instead. It is shown only here and now.
factors-app-confirm = Type the code that the app shows now.
factors-app-code = Six-digit code
factors-app-turn-on = Turn it on

factors-passkey = Passkey
factors-passkeys = Passkeys
factors-passkey-text = Your device or your password manager signs you in, and checks your finger, your face or a PIN. No password, no code.
factors-passkey-name = Name of the new passkey
factors-passkey-name-hint = So that you know it again: “Laptop”, “Blue key”.
factors-passkey-make = Add a passkey
factors-passkey-not-made = No passkey was made. Please try again, or use another device.
factors-passkey-known = This device has a passkey for your account already.
factors-passkey-failed = That did not work out. Please try again, or choose another way.
factors-passkey-scripts = Passkeys need scripts, which are switched off in this browser.
factors-passkey-used = Last used
factors-passkey-unused = Not used yet, added
factors-passkey-remove = Remove the passkey { $name }
factors-passkey-sign-in = Sign in with a passkey
factors-passkey-refused-title = This passkey does not open the portal
factors-passkey-refused-text = It may have been removed, belong to another account, or have answered too late. Nothing was changed.
factors-passkey-refused-back = Back to signing in

factors-recovery-title = Recovery codes
factors-recovery-text = When your phone or your key is out of reach, a recovery code takes its place, once. Keep them where you keep other important papers.
factors-recovery-none = You have no recovery codes. Without them, only an admin can help when your second factor is lost.
factors-recovery-left = { $count ->
    [one] One code is left.
   *[other] { $count } codes are left.
}
factors-recovery-few = Time to make new ones.
factors-recovery-voids = New codes void the old ones.
factors-recovery-make = Make new codes
factors-recovery-once = These ten codes are shown only now. Each works once.
factors-recovery-save = Save as text
factors-recovery-file = recovery-codes
factors-recovery-copy = Copy
factors-recovery-copied = Copied.
factors-recovery-print = Print
factors-recovery-kept = I have kept them

factors-step-label = one more step
factors-step-title = Is it really you?
factors-step-passkey = Use a passkey
factors-code = Code of your app
factors-code-hint = Six digits. A recovery code works here, too.
factors-recovery-code = Recovery code
factors-recovery-code-hint = One of the codes you kept.
factors-step-go-on = Go on
factors-step-leave = Sign in as someone else
factors-step-lost = Phone, key and recovery codes out of reach? Ask an admin of the studio to reset your second factor.
factors-enrolment-title = A second factor, please
factors-enrolment-text = This portal asks for more than a password. Set up one of these; it takes a minute, and then you are in.

factors-fault-code = A code is six digits, or a recovery code as you kept it.
factors-fault-app-code = Please type the six digits that the app shows.
factors-fault-wrong = This code is not right, or was used before. Wait for the next one and try again.
factors-fault-resting = There were too many wrong codes. For 30 minutes no code is looked at.
factors-fault-passkey = No passkey was added. Please try again.
factors-conflict-passkey = This passkey is in use already.
factors-conflict-many = Twenty passkeys are enough. Remove one first.
factors-conflict-own = These are your own factors. You find them under “Sign-in security”.

factors-removal-title = Remove a factor
factors-removal-app = Remove the authenticator app?
factors-removal-passkey = Remove the passkey { $name }?
factors-removal-text = It is not asked for any more. Other devices are signed out, and you get a mail about it.
factors-removal-yes = Remove it
factors-reset = Reset second factor
factors-reset-title = Reset a second factor
factors-reset-question = Reset { $name }’s second factor?
factors-reset-text = Be sure that it is really them who ask, in person or by a call you make. App, passkeys and recovery codes are removed, they are signed out everywhere, and get a mail about it.
factors-reset-none = They have no second factor at the moment.
factors-reset-yes = Reset it

factors-said-added = Your new factor is on. Other devices were signed out.
factors-said-added-no-codes = Your new factor is on. Now make recovery codes, for the day it is out of reach.
factors-said-removed = Removed. Other devices were signed out.
factors-said-app-is-on = An app is set up already. Remove it first.
factors-said-last = This is your last factor, and your studio asks for one. Set up another first.
factors-said-resting = There were too many wrong codes. For 30 minutes no code is looked at; your passkeys work.
factors-said-reset = The second factor is reset, and the person was signed out.

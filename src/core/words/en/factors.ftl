# Second factors: authenticator apps, passkeys, recovery codes.

factors-security-title = Sign-in security
factors-asked = Your studio requires a second factor at every sign-in. The last one cannot be removed.
factors-asked-soon = From your next sign-in you will need a second factor. You can set one up now.
factors-not-asked = A second factor protects your account even if someone learns your password. It is optional.
factors-studio-asks-nobody = This studio does not require a second factor. You can still set one up; you will then be asked for it at every sign-in.
factors-on = on
factors-remove = Remove

factors-app = Authenticator app
factors-app-text = An app on your phone shows a new six-digit code every thirty seconds. Any authenticator app works, even without a network.
factors-app-set-up = Set up app
factors-app-title = Set up an authenticator app
factors-app-scan = Scan this QR code with your app.
factors-app-picture = QR code with the key for your app
factors-app-type = No camera? Enter this key in the app instead. It is shown only once.
factors-app-open = Open in an app on this device
factors-app-copy = Copy key
factors-app-confirm = Enter the code the app is showing now.
factors-app-code = Six-digit code
factors-app-turn-on = Turn on

factors-passkey = Passkey
factors-passkeys = Passkeys
factors-passkey-text = Sign in with your device or password manager, using your fingerprint, face or PIN. No password, no code.
factors-passkey-name = Name of the new passkey
factors-passkey-name-hint = To help you recognise it: “Laptop”, “Blue key”.
factors-passkey-make = Add passkey
factors-passkey-not-made = No passkey was created. Try again, or use another device.
factors-passkey-known = This device already has a passkey for your account.
factors-passkey-failed = That did not work. Try again, or sign in another way.
factors-passkey-scripts = Passkeys need JavaScript, which is turned off in this browser.
factors-passkey-used = Last used
factors-passkey-unused = Never used, added
factors-passkey-remove = Remove passkey { $name }
factors-passkey-sign-in = Sign in with a passkey
factors-passkey-refused-title = This passkey was not accepted
factors-passkey-refused-text = It may have been removed, belong to another account, or have taken too long. Nothing was changed.
factors-passkey-refused-back = Back to sign-in

factors-recovery-title = Recovery codes
factors-recovery-text = If you lose your phone or key, you can sign in with a recovery code. Each code works once. Keep them somewhere safe.
factors-recovery-none = You have no recovery codes. Without them, only an admin can help if you lose your second factor.
factors-recovery-left = { $count ->
    [one] One code is left.
   *[other] { $count } codes are left.
}
factors-recovery-few = Create new ones soon.
factors-recovery-voids = New codes replace the old ones.
factors-recovery-shown = They were created on { $when } and shown only then. If you did not save them, create new ones.
factors-recovery-make = { $count ->
    [0] Create codes
   *[other] Create new codes
}
factors-recovery-once = These ten codes are shown only once. Each works once.
factors-recovery-save = Save as text
factors-recovery-file = recovery-codes
factors-recovery-copy = Copy
factors-recovery-copied = Copied.
factors-recovery-print = Print
factors-recovery-kept = I have saved them
factors-recovery-later = Not now

factors-step-label = two-factor sign-in
factors-step-title = One more step
factors-step-passkey = Use a passkey
factors-code = Code from your app
factors-code-hint = Six digits, or a recovery code.
factors-recovery-code = Recovery code
factors-recovery-code-hint = One of the codes you saved.
factors-step-go-on = Continue
factors-step-leave = Use another account
factors-step-lost = Lost your phone, key and recovery codes? Ask an admin of the studio to reset your second factor.
factors-enrolment-title = Set up two-factor sign-in
factors-enrolment-text = This portal requires a second factor as well as your password. Set one up now; it takes about a minute.

factors-fault-code = Enter a six-digit code or one of your recovery codes.
factors-fault-app-code = Enter the six digits shown in the app.
factors-fault-wrong = This code is not right, or was already used. Wait for the next one and try again.
factors-fault-resting = Too many wrong codes. Codes are not accepted for 30 minutes.
factors-fault-passkey = No passkey was added. Please try again.
factors-conflict-passkey = This passkey is already in use.
factors-conflict-many = You can have at most twenty passkeys. Remove one first.
factors-conflict-own = These are your own factors. Manage them under “Sign-in security”.

factors-removal-title = Remove factor
factors-removal-app = Remove the authenticator app?
factors-removal-passkey = Remove passkey { $name }?
factors-removal-text = You will no longer be asked for it. Your other devices are signed out, and you get an email about it.
factors-removal-yes = Remove
factors-reset = Reset second factor
factors-reset-title = Reset second factor
factors-reset-question = Reset { $name }’s second factor?
factors-reset-text = First make sure that the request really comes from them, in person or by calling them. Their app, passkeys and recovery codes are removed, they are signed out everywhere, and they get an email about it.
factors-reset-none = They have no second factor.
factors-reset-yes = Reset

factors-said-added = Second factor added. Your other devices have been signed out.
factors-said-added-no-codes = Second factor added. Now create recovery codes in case you lose it.
factors-said-removed = Second factor removed. Your other devices have been signed out.
factors-said-not-added = An app is already set up. Remove it first.
factors-said-not-removed = Not removed: this is your last second factor, and your studio requires one. Add another first.
factors-said-not-accepted = Too many wrong codes. Codes are not accepted for 30 minutes; your passkeys still work.
factors-said-reset = Second factor reset. They have been signed out.

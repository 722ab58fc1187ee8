# Signing a browser in by a phone that is signed in already.

phone-sign-in = Sign in with your phone
phone-label = sign in by phone
phone-title = Sign in with your phone
phone-scan = Scan this QR code with the camera of a phone where you are signed in.
phone-picture = QR code with a link for your phone
phone-number = Your phone will ask for a number. It is:
phone-waiting = This page continues automatically once you confirm on the phone. The code is valid for two minutes and works once.
phone-go-in = I have confirmed
phone-early = Not confirmed yet. Choose the number on your phone first.

phone-over-title = This code has expired
phone-over-text = It was valid for two minutes, or was already used. Nobody was signed in here.
phone-over-refused = The request was declined on the phone, the wrong number was chosen, or the phone was signed out. Nobody was signed in here.
phone-again = Show a new code

phone-confirm-title = Sign in another browser?
phone-confirm-text = A browser is asking to sign in as you. Continue only if it is in front of you and you have just scanned the code on its screen.
phone-asked = Requested
phone-same-network = Same network as this phone
phone-other-network = A different network from this phone’s
phone-which = Which number is on its screen?
phone-one-try = You have one try. A wrong number cancels the code.
phone-not-me = This wasn’t me
phone-said-confirmed = Confirmed. The other browser is being signed in.

phone-refused-title = Nobody was signed in
phone-refused-number = That is not the number on the other screen, so the code was cancelled. If it was you, create a new code there.
phone-refused-not-me = The code was cancelled. If somebody sent it to you or talked you into scanning it, tell the studio. Then check where you are signed in.
phone-link-gone-title = This code is no longer valid
phone-link-gone-text = It was already answered, or is older than two minutes. Create a new code on the other screen and scan that.

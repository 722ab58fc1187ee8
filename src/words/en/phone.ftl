# Signing a browser in by a phone that is signed in already.

phone-sign-in = Sign in with your phone
phone-label = sign in by phone
phone-title = Sign in with your phone
phone-scan = Scan this picture with the camera of a phone on which you are signed in.
phone-picture = QR code with a link for your phone
phone-number = The phone asks for a number. It is this one:
phone-waiting = This page goes on by itself once the phone has confirmed. The code counts for two minutes and works once.
phone-go-in = I have confirmed it
phone-early = The phone has not confirmed yet. Choose the number there first.

phone-over-title = This code is over
phone-over-text = It counted for two minutes, or was used. Nobody was signed in by it here.
phone-over-refused = The phone said no, chose another number, or was signed out. Nobody was signed in by it here.
phone-again = Show a new code

phone-confirm-title = Sign a browser in?
phone-confirm-text = A browser asks to be signed in as you. Go on only if it is in front of you, and you have just scanned the code from its screen.
phone-asked = Asked
phone-same-network = The same network as this phone
phone-other-network = Another network than this phone’s
phone-which = Which number does its screen show?
phone-one-try = There is one try. A wrong number ends the code.
phone-not-me = It is not me who asks
phone-said-confirmed = Confirmed. The other browser goes in by itself.

phone-refused-title = Nobody was signed in
phone-refused-number = That is not the number on the other screen, so the code is over. If it was you who asked, show a new code there.
phone-refused-not-me = The code is over. If somebody sent it to you or talked you into scanning it, tell the studio. Then look where you are signed in.
phone-link-gone-title = This code no longer counts
phone-link-gone-text = It was answered, or is older than two minutes. Show a new code on the other screen and scan that.

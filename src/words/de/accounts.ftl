# An- und Abmelden, Einladungen, Passwörter, das eigene Konto, die Personen des Studios.

accounts-email = E-Mail
accounts-password = Passwort
accounts-sign-in = Anmelden
accounts-sign-in-label = anmelden
accounts-sign-in-greeting = Schön, dass Sie da sind
accounts-sign-in-refused = Adresse oder Passwort stimmt nicht. Nach fünf Versuchen ruht das Konto für 30 Minuten.
accounts-forgot = Passwort vergessen
accounts-said-signed-in = Sie sind angemeldet.
accounts-said-signed-out = Sie sind abgemeldet.

accounts-fault-password-short = Bitte mindestens { $least } Zeichen. Welche, ist gleich; auch Leerzeichen zählen.
accounts-fault-password-long = Bitte höchstens { $most } Zeichen.
accounts-fault-password-name = Das ist zu nah an einem Namen, den andere kennen. Bitte wählen Sie etwas anderes.
accounts-fault-password-common = Das benutzen sehr viele, und so ist es schnell erraten. Bitte wählen Sie etwas anderes.
accounts-conflict-address = Jemand mit dieser E-Mail-Adresse ist hier schon bekannt.

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
accounts-conflict-own = Das ist Ihr eigenes Konto. Eine andere Person der Verwaltung kann es schließen.
accounts-conflict-last-admin = Das ist das letzte Konto der Verwaltung. Laden Sie zuerst jemand anderen dazu ein.
accounts-fault-address-taken = Jemand mit dieser Adresse ist schon hier. Bitte sehen Sie unter den Personen nach, oder nehmen Sie eine andere Adresse.
accounts-fault-password-wrong = Das ist nicht das jetzige Passwort.

accounts-name = Name
accounts-role = Rolle
accounts-client = Kunde
accounts-state = Konto
accounts-state-invited = eingeladen
accounts-state-active = aktiv
accounts-state-deactivated = geschlossen
accounts-seen = Zuletzt gesehen
accounts-seen-never = noch nicht
accounts-actions = Aktionen
accounts-save = Speichern
accounts-cancel = Abbrechen

accounts-new-password = Neues Passwort
accounts-new-password-hint = Mindestens { $least } Zeichen. Gut ist ein Satz, auf den nur Sie kommen.
accounts-password-label = passwort

accounts-invitation-title = Willkommen
accounts-invitation-label = einladung
accounts-invitation-greeting = Willkommen, { $name }
accounts-invitation-text = Ihr Platz bei { $company } ist bereit. Wählen Sie ein Passwort, und schon sind Sie da.
accounts-invitation-accept = Platz nehmen
accounts-said-joined = Willkommen. Hier läuft Ihre gemeinsame Arbeit zusammen.

accounts-gone-title = Dieser Link gilt nicht mehr
accounts-gone-why = Er wurde schon benutzt, ist abgelaufen oder wurde durch einen neueren ersetzt. Es wurde nichts geändert.
accounts-gone-invitation = Wenn Sie schon ein Passwort haben, melden Sie sich an. Wenn nicht, bitten Sie um eine neue Einladung.
accounts-gone-reset = Wenn Sie noch ein neues Passwort brauchen, fordern Sie einen weiteren Link an.

accounts-forgotten-title = Ein neues Passwort
accounts-forgotten-text = Nennen Sie uns die E-Mail-Adresse Ihres Kontos. Wir senden einen Link dorthin, mit dem Sie ein neues Passwort wählen.
accounts-forgotten-send = Link senden
accounts-back-to-sign-in = Zurück zur Anmeldung
accounts-asked-title = Sehen Sie in Ihre E-Mails
accounts-asked-text = Wenn es ein Konto mit dieser Adresse gibt, ist ein Link dorthin unterwegs. Er gilt 30 Minuten.
accounts-asked-next = Nichts da? Sehen Sie unter den unerwünschten E-Mails nach, oder fragen Sie das Studio, ob Ihr Konto eine andere Adresse hat.
accounts-reset-title = Neues Passwort wählen
accounts-reset-text = Sie werden überall abgemeldet. Melden Sie sich danach mit dem neuen Passwort an.
accounts-reset-save = Passwort setzen
accounts-said-reset = Das neue Passwort ist gesetzt. Bitte melden Sie sich damit an.

accounts-account-title = Ihr Konto
accounts-account-email = Sie melden sich als { $email } an. Diese Adresse kann nur das Studio ändern.
accounts-company = Ihr Unternehmen
accounts-profile = Über Sie
accounts-locale = Sprache
accounts-locale-browser = Wie im Browser
accounts-zone = Zeitzone
accounts-zone-studio = Die des Studios
accounts-theme = Darstellung
accounts-password-text = Nach der Änderung bleiben Sie hier angemeldet und werden überall sonst abgemeldet.
accounts-current-password = Jetziges Passwort
accounts-password-change = Passwort ändern
accounts-said-saved = Gespeichert.
accounts-said-password = Das Passwort ist geändert. Andere Geräte wurden abgemeldet.

accounts-people-title = Personen
accounts-people-studio = Studio
accounts-people-clients = Kunden
accounts-people-none = Noch niemand hier
accounts-people-none-text = Personen eines Kunden werden auf der Seite des Kunden eingeladen.
accounts-invite = Einladen
accounts-invite-again = Erneut einladen
accounts-invite-title = Jemanden ins Studio einladen
accounts-invite-text = Die Person erhält eine E-Mail mit einem Link, der sieben Tage gilt und mit dem sie ein Passwort wählt.
accounts-invite-send = Einladung senden
accounts-place-staff = Kunden, Projekte, Dateien, Nachrichten, Rechnungen.
accounts-place-admin = All das, dazu Einstellungen, Personen, Zahlungen und E-Mails des Studios.
accounts-said-invited = Die Einladung ist unterwegs.
accounts-close = Konto schließen
accounts-close-title = Ein Konto schließen
accounts-close-question = Das Konto von { $name } schließen?
accounts-close-text = Die Person wird sofort abgemeldet und kann sich nicht mehr anmelden. Was sie getan hat, bleibt, und das Konto kann wieder geöffnet werden.
accounts-open = Wieder öffnen
accounts-said-closed = Das Konto ist geschlossen.
accounts-said-opened = Das Konto ist wieder offen.

accounts-mail-hello = Guten Tag { $name },
accounts-mail-invitation-title = Ihre Einladung zu { $studio }
accounts-mail-invitation-client = { $who } lädt Sie als Teil von { $client } in das Kundenportal von { $studio } ein. Projekte, Dateien, Nachrichten und Rechnungen sind dort an einem Ort.
accounts-mail-invitation-studio = { $who } lädt Sie ein, im Portal von { $studio } zu arbeiten.
accounts-mail-invitation-link = Platz nehmen
accounts-mail-invitation-lasts = Der Link gilt einmal, { $days } Tage lang.
accounts-mail-invitation-unasked = Wenn Sie das nicht erwartet haben, brauchen Sie nichts zu tun.
accounts-mail-reset-title = Ein neues Passwort für { $studio }
accounts-mail-reset-text = Jemand, wahrscheinlich Sie selbst, hat ein neues Passwort für Ihr Konto bei { $studio } angefordert.
accounts-mail-reset-link = Neues Passwort wählen
accounts-mail-reset-lasts = Der Link gilt einmal, { $minutes } Minuten lang.
accounts-mail-reset-unasked = Wenn Sie es nicht waren, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.
accounts-mail-changed-title = Ihr Passwort für { $studio } wurde geändert
accounts-mail-changed-text = Das Passwort Ihres Kontos bei { $studio } wurde soeben geändert, und andere Geräte wurden abgemeldet.
accounts-mail-changed-unasked = Wenn Sie es nicht waren, fordern Sie auf der Anmeldeseite ein neues Passwort an und sagen Sie dem Studio Bescheid.

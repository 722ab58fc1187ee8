# Kundenfirmen, und wer zu ihnen gehört.

clients-title = Kunden
clients-new = Neuer Kunde
clients-name = Name
clients-people = Personen
clients-projects = Projekte
clients-currency = Währung
clients-locale = Sprache
clients-address = Anschrift
clients-tax-id = Steuernummer
clients-email = E-Mail für Rechnungen
clients-about = Über den Kunden
clients-edit = Bearbeiten
clients-archived = archiviert
clients-is-archived = Archiviert: Die Personen dieses Kunden lesen und schreiben weiter wie bisher, und neu dazu kommt erst wieder jemand, wenn das Studio ihn zurückholt.
clients-archive = Archivieren
clients-return = Zurückholen
clients-invoices = Rechnungen
clients-all-projects = Alle Projekte
clients-new-project = Neues Projekt
clients-no-projects = Zurzeit läuft keine Arbeit.

clients-search = Name
clients-show = Zeigen
clients-show-which = Welche
clients-show-current = Aktuelle
clients-show-archived = Archivierte
clients-show-all = Alle zeigen
clients-none = Noch keine Kunden
clients-none-text = Legen Sie den ersten an und laden Sie dann seine Personen ein.
clients-none-found = Kein Kunde passt
clients-none-found-text = Versuchen Sie es mit einem Teil des Namens.
clients-nobody = Noch niemand hier
clients-nobody-text = Laden Sie jemanden ein; die Person sieht die Projekte und Rechnungen dieses Kunden sofort.

clients-email-hint = Gilt, solange niemand Verantwortliches dort ein Konto hat.
clients-address-hint = Wie auf Rechnungen, eine Zeile je Zeile.
clients-currency-hint = Für Projekte und Rechnungen. Sie bleibt, sobald es eine Rechnung gibt.
clients-currency-fixed = Es gibt Rechnungen in dieser Währung, darum bleibt sie.
clients-locale-hint = Für Rechnungen, und für E-Mails an seine Personen, bis diese selbst wählen.
clients-conflict-currency = Es gibt Rechnungen in der alten Währung, darum bleibt sie. Es wurde nichts geändert.

clients-invite = Einladen
clients-invite-title = Jemanden einladen
clients-invite-text = Die Person erhält eine E-Mail mit einem Link, der sieben Tage gilt, und sieht hier alles von { $client }.
clients-place-member = Sieht alles des Kunden, lädt hoch, schreibt.
clients-place-manager = Entscheidet auch für den Kunden und lädt andere ein.

clients-said-added = Der Kunde ist angelegt. Laden Sie als Nächstes seine Personen ein.
clients-said-saved = Gespeichert.
clients-said-archived = Archiviert. Nichts davon ist verloren; niemand kommt mehr dazu.
clients-said-returned = Der Kunde ist wieder unter den aktuellen.
clients-said-invited = Die Einladung ist unterwegs.

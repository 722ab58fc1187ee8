# Kundenfirmen, und wer zu ihnen gehört.

clients-title = Kunden
clients-new = Neuer Kunde
clients-name = Name
clients-same = Das ist ein anderer Kunde
clients-same-look = Vorhandenen Kunden ansehen
clients-fault-same = Es gibt schon einen Kunden mit diesem Namen. Wählen Sie dies, wenn Ihrer ein anderer ist.
clients-people = Kontakte
clients-projects = Projekte
clients-currency = Währung
clients-locale = Sprache
clients-address = Anschrift
clients-tax-id = USt-IdNr. oder Steuernummer
clients-email = E-Mail für Rechnungen
clients-about = Angaben
clients-edit = Bearbeiten
clients-edit-title = { $client } bearbeiten
clients-archived = archiviert
clients-is-archived = Archiviert. Die Kontakte dieses Kunden können weiterhin lesen und schreiben; neue können erst dazukommen, wenn das Studio ihn wiederherstellt.
clients-archive = Archivieren
clients-return = Wiederherstellen
clients-invoices = Rechnungen
clients-messages = Nachrichten
clients-all-projects = Alle Projekte
clients-new-project = Neues Projekt
clients-new-invoice = Neue Rechnung
clients-no-projects = Keine laufenden Projekte

clients-search = Name
clients-show = Filtern
clients-clear = Filter zurücksetzen
clients-show-which = Status
clients-show-current = Aktive
clients-show-archived = Archivierte
clients-show-all = Alle zeigen
clients-none = Noch keine Kunden
clients-none-text = Legen Sie den ersten Kunden an und laden Sie dann dessen Kontakte ein.
clients-none-found = Keine Kunden gefunden
clients-none-found-text = Versuchen Sie es mit einem Teil des Namens.
clients-nobody = Noch keine Kontakte
clients-nobody-text = Laden Sie jemanden ein; die Person sieht die Projekte und Rechnungen dieses Kunden sofort.

clients-email-hint = Rechnungen gehen an diese Adresse und an die Leitung des Kunden.
clients-address-hint = Wie auf Rechnungen gedruckt, in mehreren Zeilen.
clients-currency-hint = Für Projekte und Rechnungen. Lässt sich nach der ersten Rechnung nicht mehr ändern.
clients-currency-fixed = Lässt sich nicht ändern, weil es Projekte oder Rechnungen in dieser Währung gibt.
clients-locale-hint = Für Rechnungen und für E-Mails an seine Kontakte, bis diese selbst eine wählen.
clients-conflict-currency = Es gibt Projekte oder Rechnungen in der alten Währung, deshalb lässt sie sich nicht ändern. Es wurde nichts geändert.

clients-invite = Einladen
clients-invite-title = Jemanden einladen
clients-invite-text = Die Person erhält eine E-Mail mit einem Link, der sieben Tage gilt, und sieht danach alle Projekte, Dateien, Nachrichten und Rechnungen von { $client }.
clients-place-member = Kann alles sehen, Dateien hochladen und Nachrichten senden.
clients-place-manager = Kann außerdem Kolleginnen und Kollegen einladen und bestimmen, wer zum Team gehört. Erhält die Rechnungen per E-Mail.

clients-said-added = Kunde angelegt. Laden Sie als Nächstes seine Kontakte ein.
clients-said-saved = Gespeichert.
clients-said-archived = Kunde archiviert. Nichts geht verloren, und niemand kann neu dazukommen.
clients-said-returned = Kunde wiederhergestellt.
clients-said-invited = Einladung gesendet.

rail-clients = Kunden
audit-noun-client = Kunden
audit-thing-client = einen Kunden
audit-kind-client-created = hat { $what } angelegt
audit-kind-client-changed = hat { $what } geändert
audit-kind-client-archived = hat { $what } archiviert
audit-kind-client-returned = hat { $what } wiederhergestellt

# Rechnungen
invoices-title = Rechnungen
invoices-of-project-title = Finanzen · { $project }
invoices-new = Neue Rechnung
invoices-edit = Entwurf bearbeiten
invoices-draft = Entwurf
invoices-numbered = Rechnung { $number }
invoices-draft-for = Entwurf für { $client }
invoices-number = Nummer
invoices-client = Kunde
invoices-standing = Status
invoices-standing-any = Alle
invoices-standing-draft = Entwurf
invoices-standing-sent = Gesendet
invoices-standing-partially-paid = Teilweise bezahlt
invoices-standing-paid = Bezahlt
invoices-standing-overdue = Überfällig
invoices-standing-void = Storniert
invoices-filter = Filtern
invoices-empty-title = Keine Rechnungen
invoices-empty-text = Rechnungen erscheinen hier, sobald sie gesendet sind.
invoices-empty-project = Für dieses Projekt gibt es noch keine Rechnung.
invoices-no-clients-title = Noch keine Kunden
invoices-no-clients-text = Für eine Rechnung brauchen Sie einen Kunden. Legen Sie zuerst einen an.
invoices-new-client = Neuer Kunde
invoices-for-whom = Kunde
invoices-choose-client = Kunden wählen
invoices-go-on = Weiter
invoices-sent = Gesendet
invoices-not-sent = nicht gesendet
invoices-none = –
invoices-due = Fällig
invoices-total = Gesamt
invoices-paid = Bezahlt
invoices-balance = Offener Betrag
invoices-budget = Budget netto
invoices-invoiced = In Rechnung gestellt (netto)
invoices-paid-gross = Bezahlt brutto
invoices-payments = Zahlungen
invoices-no-payments = Noch keine Zahlungen.
invoices-project = Projekt
invoices-no-project = Kein Projekt
invoices-payment-days = Zahlungsziel
invoices-days = Tage
invoices-days-count = { $count ->
    [0] sofort fällig
    [one] { $count } Tag
   *[other] { $count } Tage
}
invoices-tax-mode = Preise
invoices-tax-exclusive = netto (zzgl. USt.)
invoices-tax-inclusive = brutto (inkl. USt.)
invoices-discount = Rabatt
invoices-discount-at = Rabatt { $rate }
invoices-discount-kind = Rabatt in
invoices-discount-percent = Prozent
invoices-lines = Positionen
invoices-add-line = Position hinzufügen
invoices-remove-line = Position entfernen
invoices-description = Beschreibung
invoices-quantity = Menge
invoices-unit = Einheit
invoices-unit-price = Einzelpreis
invoices-tax = USt.
invoices-tax-percent = USt. in %
invoices-amount = Betrag
invoices-subtotal = Zwischensumme
invoices-net = Netto
invoices-tax-at = USt. { $rate }
invoices-tax-within = enthaltene USt. { $rate }
invoices-note = Hinweis
invoices-note-hint = Steht unter den Positionen.
invoices-save-draft = Entwurf speichern
invoices-cancel = Abbrechen
invoices-send = An Kunden senden
invoices-send-question = Diese Rechnung senden?
invoices-send-text = { $people ->
    [none] Niemand bei diesem Kunden kann angeschrieben werden: Es gibt weder aktive Verantwortliche noch eine E-Mail-Adresse für Rechnungen. Die Rechnung erhält ihre Nummer, die endgültig ist, und gilt ohne E-Mail als gesendet.
   *[other] Sie erhält ihre Nummer, die endgültig ist, und geht per E-Mail an { $people }.
}
invoices-said-sent-unmailed = Rechnung ohne E-Mail gesendet: Niemand bei diesem Kunden kann angeschrieben werden.
invoices-remove = Entwurf löschen
invoices-remove-question = Diesen Entwurf löschen?
invoices-remove-text = Er wurde nicht gesendet und hat keine Nummer. Das lässt sich nicht rückgängig machen.
invoices-void = Stornieren
invoices-void-question = Diese Rechnung stornieren?
invoices-void-text = Sie behält ihre Nummer, und der Kunde sieht, dass nichts mehr offen ist.
invoices-draft-notice = Nur das Studio sieht diesen Entwurf.
invoices-draft-to = { $people ->
    [none] Beim Senden wird niemand angeschrieben: Dieser Kunde hat weder aktive Verantwortliche noch eine E-Mail-Adresse für Rechnungen.
   *[other] Beim Senden bekommt die Rechnung eine Nummer und geht mit PDF per E-Mail an { $people }.
}
invoices-unprintable = Im PDF lassen sich diese Zeichen nicht darstellen, dort stehen Kästchen: { $characters }
invoices-pdf = PDF
invoices-record = Zahlung erfassen
invoices-received-on = Eingegangen am
invoices-method = Zahlungsart
invoices-method-bank-transfer = Überweisung
invoices-method-card = Karte
invoices-method-cash = Bar
invoices-method-cheque = Scheck
invoices-method-other = Andere
invoices-reference = Verwendungszweck
invoices-evidence = Prüfsumme
invoices-evidence-text = SHA-256-Prüfsumme des gesendeten PDFs. Das Dokument ist seitdem unverändert.

invoices-said-drafted = Entwurf gespeichert.
invoices-said-removed = Entwurf gelöscht.
invoices-said-sent = Rechnung gesendet.
invoices-said-voided = Rechnung storniert.
invoices-said-recorded = Zahlung erfasst.

invoices-fault-no-lines = Eine Rechnung braucht mindestens eine Position.
invoices-fault-too-many-lines = Eine Rechnung kann höchstens { $most } Positionen haben.
invoices-fault-days = Bitte geben Sie eine Zahl von 0 bis 365 ein.
invoices-fault-percentage = Bitte geben Sie einen Prozentsatz von 0 bis 100 ein.
invoices-fault-discount = Der Rabatt ist höher als die Summe der Positionen.
invoices-fault-quantity = Bitte geben Sie eine Menge größer als null ein.
invoices-fault-sum = Die Rechnung übersteigt den Höchstbetrag für Rechnungen.
invoices-fault-zero = Bitte geben Sie einen Betrag größer als null ein.
invoices-fault-recorded = Mit diesem Formular wurde schon eine Zahlung erfasst: { $payment }. Jetzt wurde nichts erfasst. Wenn dies eine andere Zahlung ist, erfassen Sie sie erneut.
invoices-fault-future = Dieses Datum liegt in der Zukunft.

invoices-conflict-sent = Diese Rechnung ist schon gesendet und lässt sich nicht mehr ändern.
invoices-conflict-changed = Der Entwurf wurde geändert, nachdem Sie ihn geöffnet haben. Öffnen Sie ihn erneut, um die Änderung zu sehen; nichts wurde überschrieben.
invoices-conflict-empty = Fügen Sie mindestens eine Position hinzu, bevor Sie die Rechnung senden.
invoices-conflict-void = Nur eine gesendete Rechnung kann storniert werden.
invoices-conflict-paid = Zu dieser Rechnung ist schon eine Zahlung erfasst, deshalb lässt sie sich nicht stornieren.
invoices-conflict-settled = Diese Rechnung ist schon vollständig bezahlt. Die Zahlung wurde nicht erfasst.

invoices-mail-title = Rechnung { $number } von { $studio }
invoices-mail-nothing-due = Ihre Rechnung liegt bereit. Es ist nichts zu zahlen.
invoices-mail-text = Ihre Rechnung über { $total } liegt bereit. Bitte zahlen Sie bis zum { $due }.
invoices-mail-attached = Das PDF ist angehängt. Im Portal sehen Sie außerdem, welche Zahlungen eingegangen sind.
invoices-mail-link = Rechnung ansehen

invoices-pdf-title = Rechnung
invoices-pdf-draft = Entwurf
invoices-pdf-number = Rechnungsnr.
invoices-pdf-date = Datum
invoices-pdf-due = Fällig
invoices-pdf-bill-to = Rechnung an
invoices-pdf-project = Projekt
invoices-pdf-for = für
invoices-pdf-by = von
invoices-pdf-tax-rate = Satz
invoices-pdf-note = Hinweis
invoices-pdf-payment = Zahlung
invoices-pdf-nothing-due = Es ist nichts zu zahlen.
invoices-pdf-terms = Bitte zahlen Sie { $total } bis zum { $due }.
invoices-pdf-bank = Bankverbindung
invoices-pdf-tax-id = Steuernr.
invoices-pdf-client-tax-id = Ihre Steuernr.
invoices-pdf-page = Seite [n] von [m]
invoices-turn = Rechnung
invoices-turn-pay = Rechnung { $number } bezahlen
invoices-turn-look = Ansehen und bezahlen

rail-invoices = Rechnungen
activity-invoice-sent = { $who } hat die Rechnung { $what } gesendet.
activity-invoice-paid = Die Rechnung { $what } wurde bezahlt.
activity-invoice-voided = { $who } hat die Rechnung { $what } storniert.
activity-payment-recorded = { $who } hat eine Zahlung zur Rechnung { $what } erfasst.
audit-noun-invoice = Rechnungen
audit-noun-payment = Zahlungen
audit-thing-invoice = eine Rechnung
audit-thing-payment = eine Zahlung
audit-kind-invoice-downloaded = hat das PDF für { $what } heruntergeladen
audit-kind-invoice-drafted = hat { $what } entworfen
audit-kind-invoice-changed = hat den Entwurf für { $what } geändert
audit-kind-invoice-sent = hat { $what } gesendet
audit-kind-invoice-voided = hat { $what } storniert
audit-kind-invoice-removed = hat den Entwurf für { $what } gelöscht
audit-kind-payment-recorded = hat eine Zahlung für { $what } erfasst

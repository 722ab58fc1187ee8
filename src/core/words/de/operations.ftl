# operations

mail-by-hand = Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:

mail-outbox = Postausgang
mail-none = Noch keine E-Mails
mail-none-text = Hier steht jede E-Mail, die das Portal sendet: Einladungen, Links für neue Passwörter, Rechnungen.
mail-no-server = Es ist kein Mailserver eingerichtet, deshalb werden E-Mails nicht gesendet. Leiten Sie sie selbst weiter oder lassen Sie einen Mailserver einrichten (SMTP_URL).
mail-subject = Betreff
mail-to = An
mail-state = Status
mail-written = Erstellt
mail-sent = Gesendet
mail-expires = Gültig bis
mail-attempts = Versuche
mail-attachment = Anhang
mail-text = Inhalt
mail-last-error = Der letzte Versuch ist fehlgeschlagen.
mail-resend = Erneut senden
mail-secret = Diese E-Mail enthält einen Einmal-Link, den nur die Empfängerin oder der Empfänger sehen darf. Sie können sie unbesorgt erneut senden.
mail-expired-text = Der Link in dieser E-Mail ist abgelaufen, deshalb wird sie nicht mehr gesendet. Laden Sie die Person erneut ein, oder lassen Sie sie einen neuen Link anfordern.
mail-said-resent = Die E-Mail wird erneut gesendet.
mail-state-sent = Gesendet
mail-state-waiting = In der Warteschlange
mail-state-failed = Fehlgeschlagen
mail-state-kept = Nicht gesendet
mail-state-expired = Abgelaufen

jobs-dead = Fehlgeschlagene Hintergrundaufgaben
jobs-dead-count = { $count ->
    [100] Hundert oder mehr Hintergrundaufgaben sind fehlgeschlagen und brauchen Ihre Aufmerksamkeit.
    [one] Eine Hintergrundaufgabe ist fehlgeschlagen und braucht Ihre Aufmerksamkeit.
   *[other] { $count } Hintergrundaufgaben sind fehlgeschlagen und brauchen Ihre Aufmerksamkeit.
}
jobs-dead-none = Keine fehlgeschlagenen Hintergrundaufgaben
jobs-dead-none-text = Fehlgeschlagene Hintergrundaufgaben werden automatisch wiederholt. Was auch nach acht Versuchen fehlschlägt, steht hier.
jobs-kind = Hintergrundaufgabe
jobs-cause = Grund
jobs-given-up = Fehlgeschlagen
jobs-send-again = Erneut versuchen
jobs-said-sent-again = Die Hintergrundaufgabe wird erneut ausgeführt.

audit-title = Prüfprotokoll
audit-export = Als CSV exportieren
audit-export-incomplete = Dieser Export ist unvollständig: Er wurde hier unterbrochen. Bitte exportieren Sie noch einmal. Falls es wieder geschieht, nennen Sie uns die Referenz { $reference }.
audit-unchecked = Die Kette der Einträge wurde noch nicht geprüft. Sie wird täglich geprüft.
audit-whole = Die Kette ist unversehrt bis Eintrag { $through }. Geprüft am
audit-broken = Die Kette ist unterbrochen.
audit-broken-at = Bei Eintrag { $sequence }:
audit-fault-gap = Ein Eintrag fehlt.
audit-fault-link = Ein Eintrag passt nicht zum vorherigen.
audit-fault-gone = Ein Eintrag wurde entfernt.
audit-fault-altered = Ein Eintrag wurde verändert.
audit-fault-particulars = Person, Adresse oder Angaben eines Eintrags wurden verändert.
audit-fault-erased = Angaben eines Eintrags fehlen, und keine Löschung erklärt das.
audit-fault-outside = Ein Eintrag gehört nicht zur Kette.
audit-fault-head = Das Ende der Kette wurde abgeschnitten oder ersetzt.
audit-fault-id = Dieser Link zu den Einträgen über eine Sache ist unvollständig. Angezeigt werden alle Einträge.
audit-person = Person
audit-kind = Ereignis
audit-any = Alle
audit-about = Zu
audit-from = Von
audit-until = Bis
audit-text = Text
audit-search = Suchen
audit-clear = Filter zurücksetzen
audit-none = Keine Einträge gefunden
audit-none-text = Zu diesen Filtern gibt es keinen Eintrag.
audit-what = Ereignis
audit-where = IP-Adresse
audit-when = Wann
audit-details = Einzelheiten
audit-field = Feld
audit-before = Vorher
audit-after = Nachher
audit-number = Nr. { $number }
audit-fact-archived = Archiviert
audit-fact-by = Durch
audit-fact-ended = Beendete Sitzungen
audit-fact-from = Von
audit-fact-position = Position
audit-fact-reason = Grund
audit-fact-to = Auf
audit-titled = „{ $title }“
audit-alike = Alle Einträge dazu
audit-facts-erased = Die Angaben dieses Eintrags wurden mit der Person gelöscht.
audit-nobody = Jemand
audit-oneself = das eigene Konto
audit-check-now = Kette jetzt prüfen
audit-said-checking = Die Kette wird geprüft. Das Ergebnis erscheint gleich hier.
audit-noun-mail = E-Mails
audit-noun-job = Hintergrundaufgaben
audit-noun-audit = Prüfprotokoll
audit-thing-mail = eine E-Mail
audit-thing-job = eine Hintergrundaufgabe
audit-kind-user-erased = hat { $what } gelöscht
audit-kind-client-erased = hat { $what } gelöscht
audit-kind-mail-resent = hat { $what } erneut gesendet
audit-kind-mail-secret-read = hat { $what } mit Einmal-Link gelesen
audit-kind-job-revived = hat { $what } erneut gestartet
audit-kind-audit-exported = hat das Prüfprotokoll exportiert
audit-kind-audit-checked = hat die Kette des Prüfprotokolls prüfen lassen
audit-kind-audit-cut = hat die ältesten Einträge des Prüfprotokolls entfernt
audit-kind-audit-blanks-counted = hat gelöschte Einträge neu gezählt

rail-mail = E-Mail
rail-audit = Prüfprotokoll

# operations

mail-by-hand = Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:

mail-outbox = Postausgang
mail-none = Noch keine E-Mails
mail-none-text = Hier steht jede E-Mail, die das Portal sendet: Einladungen, Links für neue Passwörter, Rechnungen.
mail-no-server = Es ist kein Mailserver eingerichtet, deshalb bleiben E-Mails hier. Geben Sie sie selbst weiter oder setzen Sie SMTP_URL.
mail-subject = Betreff
mail-to = An
mail-state = Status
mail-kind = Art
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

jobs-dead = Fehlgeschlagene Aufträge
jobs-dead-count = { $count ->
    [100] Hundert oder mehr Aufträge sind fehlgeschlagen und brauchen Ihre Aufmerksamkeit.
    [one] Ein Auftrag ist fehlgeschlagen und braucht Ihre Aufmerksamkeit.
   *[other] { $count } Aufträge sind fehlgeschlagen und brauchen Ihre Aufmerksamkeit.
}
jobs-dead-none = Keine fehlgeschlagenen Aufträge
jobs-dead-none-text = Fehlgeschlagene Aufträge werden automatisch wiederholt. Was auch nach acht Versuchen fehlschlägt, steht hier.
jobs-kind = Auftrag
jobs-cause = Grund
jobs-given-up = Fehlgeschlagen
jobs-send-again = Erneut versuchen
jobs-said-sent-again = Der Auftrag wird erneut ausgeführt.

audit-title = Protokoll
audit-export = Als CSV exportieren
audit-export-incomplete = Dieser Export ist unvollständig: Er wurde hier unterbrochen. Bitte exportieren Sie noch einmal. Falls es wieder geschieht, nennen Sie uns die Referenz { $reference }.
audit-unchecked = Die Kette der Einträge wurde noch nicht geprüft. Sie wird täglich geprüft.
audit-whole = Die Kette ist unversehrt bis Eintrag { $through }. Geprüft am
audit-broken = Die Kette ist gebrochen.
audit-broken-at = Bei Eintrag { $sequence }:
audit-fault-gap = Ein Eintrag fehlt.
audit-fault-link = Ein Eintrag passt nicht zum vorherigen.
audit-fault-gone = Ein Eintrag wurde entfernt.
audit-fault-altered = Ein Eintrag wurde verändert.
audit-fault-particulars = Person, Adresse oder Angaben eines Eintrags wurden verändert.
audit-fault-erased = Angaben eines Eintrags fehlen, und keine Löschung erklärt das.
audit-fault-outside = Ein Eintrag gehört nicht zur Kette.
audit-fault-head = Das Ende der Kette wurde abgeschnitten oder ersetzt.
audit-fault-id = Bitte geben Sie eine vollständige Kennung ein, wie sie in einer Webadresse steht.
audit-person = Person
audit-kind = Ereignis
audit-any = Alle
audit-object = Objekt
audit-id = Kennung
audit-from = Von
audit-until = Bis
audit-text = Text
audit-search = Suchen
audit-all = Alles zeigen
audit-none = Keine Einträge gefunden
audit-none-text = Kein Eintrag passt. Suchen Sie weiter gefasst, oder lassen Sie sich alles zeigen.
audit-what = Ereignis
audit-where = IP-Adresse
audit-when = Wann
audit-details = Einzelheiten
audit-field = Feld
audit-before = Vorher
audit-after = Nachher
audit-number = Nr. { $number }
audit-alike = alles dazu
audit-facts-erased = Die Angaben dieses Eintrags wurden mit der Person gelöscht.
audit-nobody = Jemand
audit-check-now = Kette jetzt prüfen
audit-said-checking = Die Kette wird geprüft. Das Ergebnis erscheint gleich hier.
audit-noun-mail = E-Mails
audit-noun-job = Aufträge
audit-noun-audit = Protokoll
audit-thing-mail = eine E-Mail
audit-thing-job = ein Auftrag
audit-kind-user-erased = löschte:
audit-kind-client-erased = löschte:
audit-kind-mail-resent = versandte erneut:
audit-kind-mail-secret-read = las eine E-Mail mit Link:
audit-kind-job-revived = startete erneut:
audit-kind-audit-exported = exportierte das Protokoll
audit-kind-audit-checked = ließ die Kette des Protokolls prüfen
audit-kind-audit-cut = entfernte die ältesten Einträge des Protokolls
audit-kind-audit-blanks-counted = zählte, was frühere Löschungen entfernt hatten

rail-mail = E-Mail
rail-audit = Protokoll

# operations

mail-by-hand = Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:

mail-outbox = Postausgang
mail-none = Noch keine E-Mails
mail-none-text = Hier steht jede E-Mail, die das Portal schreibt: Einladungen, Links für neue Passwörter, Rechnungen.
mail-no-server = Es ist kein Mailserver eingerichtet, deshalb bleiben E-Mails hier. Geben Sie den Inhalt selbst weiter oder setzen Sie SMTP_URL.
mail-subject = Betreff
mail-to = An
mail-state = Status
mail-kind = Art
mail-written = Geschrieben
mail-sent = Gesendet
mail-expires = Gültig bis
mail-attempts = Versuche
mail-attachment = Anhang
mail-text = Inhalt
mail-last-error = Der letzte Versuch ist gescheitert.
mail-resend = Erneut senden
mail-secret = Diese E-Mail enthält einen Einmal-Link, den nur die Empfängerin oder der Empfänger sehen darf. Sie können sie unbesorgt erneut senden.
mail-expired-text = Der Link dieser E-Mail gilt nicht mehr, deshalb wird sie nicht mehr gesendet. Laden Sie die Person erneut ein, oder lassen Sie sie einen neuen Link anfordern.
mail-said-resent = Die E-Mail ist wieder unterwegs.
mail-state-sent = Gesendet
mail-state-waiting = Wartet
mail-state-failed = Gescheitert
mail-state-kept = Nicht gesendet
mail-state-expired = Abgelaufen

jobs-dead = Aufgegebene Aufträge
jobs-dead-count = { $count ->
    [one] Ein Auftrag wurde aufgegeben und wartet auf Sie.
   *[other] { $count } Aufträge wurden aufgegeben und warten auf Sie.
}
jobs-dead-none = Nichts wurde aufgegeben
jobs-dead-none-text = Was misslingt, wird von selbst erneut versucht. Was auch nach acht Versuchen misslingt, steht hier.
jobs-kind = Auftrag
jobs-cause = Grund
jobs-given-up = Aufgegeben
jobs-send-again = Erneut versuchen
jobs-said-sent-again = Der Auftrag ist wieder unterwegs.

# messages

messages-title = Nachrichten
messages-conversations = Unterhaltungen
messages-general = Allgemein
messages-none = Noch keine Nachrichten
messages-none-text = Zu jedem Projekt und zu jedem Kunden gehört eine Unterhaltung. Öffnen Sie eine, um die erste Nachricht zu schreiben.
messages-none-text-client = Schreiben Sie dem Studio zu jedem Thema. Zu jedem Projekt gehört außerdem eine eigene Unterhaltung.
messages-none-next = Zu den Projekten
messages-write-studio = Dem Studio schreiben
messages-you = Sie
messages-earlier = Frühere Nachrichten
messages-newest = Neueste Nachrichten
messages-start = Noch keine Nachrichten. Was Sie hier schreiben, können { $client } und das Studio lesen.
messages-new = Neu
messages-mark-read = Als gelesen markieren
messages-message = Nachricht
messages-write-client = An { $client } schreiben
messages-write-here = Dem Studio schreiben
messages-send = Senden
messages-keys = Eingabetaste zum Senden, Umschalt + Eingabe für eine neue Zeile
messages-sending = Wird gesendet …
messages-not-sent = Nicht gesendet.
messages-again = Erneut senden
messages-edit = Bearbeiten
messages-signed-out = Sie wurden abgemeldet. Ihr Text bleibt erhalten.
messages-sign-in = Zum Senden anmelden
messages-below = Neue Nachrichten weiter unten
messages-fault-said = Ihre letzte Nachricht wurde gesendet: „{ $message }“. Diese nicht: Senden Sie sie noch einmal.
messages-archived = Solange das Projekt archiviert ist, kann hier nichts geschrieben werden.
messages-fault-archived = Nicht gesendet: Dieses Projekt ist archiviert. Ihr Text steht noch hier; Sie können ihn senden, sobald das Studio das Projekt wiederhergestellt hat.
messages-arrived = { $name } hat in { $place } geschrieben
messages-turn = Nachricht
messages-turn-new = Neue Nachricht von { $sender }: { $about }
messages-turn-new-general = Neue Nachricht von { $sender }
messages-turn-read = { $count ->
    [one] Lesen
   *[other] { $count } lesen
}

rail-messages = Nachrichten
activity-message-sent = { $who } hat eine Nachricht gesendet.
audit-noun-message = Nachrichten
audit-thing-conversation = eine Unterhaltung
audit-thing-message = eine Nachricht

# messages

messages-title = Nachrichten
messages-of = Nachrichten in { $project }
messages-conversations = Unterhaltungen
messages-none = Noch keine Nachrichten
messages-none-text = Zu jedem Projekt gehört eine Unterhaltung. Öffnen Sie ein Projekt, um die erste Nachricht zu schreiben.
messages-none-next = Zu den Projekten
messages-you = Sie
messages-earlier = Frühere Nachrichten
messages-newest = Neueste Nachrichten
messages-start = Noch keine Nachrichten. Was Sie hier schreiben, können { $client } und das Studio lesen.
messages-new = Neu
messages-mark-read = Als gelesen markieren
messages-message = Nachricht
messages-write = An { $client } und das Studio schreiben
messages-send = Senden
messages-keys = Eingabetaste zum Senden, Umschalt + Eingabe für eine neue Zeile
messages-sending = Wird gesendet …
messages-not-sent = Nicht gesendet.
messages-again = Erneut senden
messages-edit = Bearbeiten
messages-signed-out = Sie wurden abgemeldet. Ihr Text bleibt erhalten.
messages-sign-in = Zum Senden anmelden
messages-below = Neue Nachrichten weiter unten
messages-fault-said = Mit diesem Formular wurde schon eine Nachricht gesendet: „{ $message }“. Wenn Ihre eine andere ist, senden Sie sie erneut; Ihr Text ist noch da.
messages-archived = Solange das Projekt archiviert ist, kann hier nichts geschrieben werden.
messages-fault-archived = Nicht gesendet: Dieses Projekt ist archiviert. Ihr Text steht noch hier; Sie können ihn senden, sobald das Studio das Projekt wiederhergestellt hat.
messages-arrived = { $name } hat in { $project } geschrieben
messages-turn = Nachricht
messages-turn-reply = { $sender } antworten: { $about }
messages-turn-read = { $count ->
    [one] Lesen
   *[other] { $count } lesen
}

rail-messages = Nachrichten
activity-message-sent = { $who } hat eine Nachricht gesendet.
audit-noun-message = Nachrichten
audit-thing-conversation = eine Unterhaltung
audit-thing-message = eine Nachricht

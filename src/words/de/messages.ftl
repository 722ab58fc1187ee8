# messages

messages-title = Nachrichten
messages-of = Nachrichten, { $project }
messages-conversations = Unterhaltungen
messages-none = Noch keine Nachrichten
messages-none-text = Zu jedem Projekt gehört eine Unterhaltung. Öffnen Sie ein Projekt, um die erste Nachricht zu schreiben.
messages-none-next = Zu den Projekten
messages-you = Sie
messages-earlier = Frühere Nachrichten
messages-newest = Neueste Nachrichten
messages-start = Noch wurde nichts gesagt. Was Sie hier schreiben, lesen { $client } und das Studio.
messages-new = Neu
messages-mark-read = Als gelesen markieren
messages-message = Nachricht
messages-write = An { $client } und das Studio schreiben
messages-send = Senden
messages-keys = Eingabe sendet, Umschalt und Eingabe bricht die Zeile um
messages-not-sent = Die Nachricht wurde nicht gesendet. Ihr Text ist noch da; senden Sie ihn erneut.
messages-no-key = Dieses Formular war zu alt, um gesendet zu werden. Ihr Text ist noch da; senden Sie ihn erneut.
messages-key-used = Diese Nachricht wurde bereits mit anderen Worten gesendet. Laden Sie die Seite neu, um sie zu sehen, und senden Sie Ihre dann erneut.
messages-arrived = { $name } hat in { $project } geschrieben

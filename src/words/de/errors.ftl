# Was zu lesen ist, wenn es keine Seite gibt: was geschah, was sicher ist, was zu tun ist.

error-to-first-page = Zur Startseite
error-try-again = Noch einmal versuchen
error-reference = Referenz

error-next-back = Gehen Sie zurück; Ihr Browser sollte noch haben, was Sie eingegeben haben.
error-next-home = Von der Startseite aus erreichen Sie alles, was für Sie bestimmt ist.
error-next-reload = Laden Sie die Seite neu und sehen Sie, wie es jetzt steht.
error-next-sign-in = Melden Sie sich an; danach geht es dort weiter, wohin Sie wollten.
error-next-wait = Warten Sie einen Augenblick und versuchen Sie es noch einmal.
error-next-quote = Versuchen Sie es gleich noch einmal. Geschieht es wieder, nennen Sie dem Studio bitte die Referenz unten.
error-next-address = Bitte prüfen Sie die Adresse, oder nehmen Sie den Link aus einer E-Mail des Studios.

error-400-title = Das kam nicht an, wie es sollte
error-400-text = Was der Browser gesendet hat, war nicht zu verstehen. Es wurde nichts geändert.
error-401-title = Bitte melden Sie sich an
error-401-text = Diese Seite ist für angemeldete Personen.
error-403-title = Das wurde nicht ausgeführt
error-403-text = Entweder war die Seite zu lange geöffnet, oder es ist nicht Ihre Aufgabe. Es wurde nichts geändert.
error-404-title = Diese Seite gibt es nicht
error-404-text = Vielleicht wurde sie verschoben oder entfernt, oder sie gehört jemand anderem.
error-405-title = Das geht hier nicht
error-405-text = Die Adresse gibt es, aber nicht dafür. Es wurde nichts geändert.
error-408-title = Das kam zu langsam an
error-408-text = Eine Weile kam kaum noch etwas, darum wurde die Verbindung geschlossen. Es wurde nichts gespeichert.
error-409-title = Jemand war schneller
error-409-text = Das hat sich währenddessen geändert. Ihre Änderung wurde nicht gespeichert, damit die andere nicht verloren geht.
error-conflict-text = Zwei Änderungen trafen aufeinander. Ihre wurde nicht gespeichert, damit die andere nicht verloren geht.
error-410-title = Dieser Link gilt nicht mehr
error-410-text = Er wurde schon benutzt, ist abgelaufen, oder ein anderer gleicher Art wurde benutzt.
error-413-title = Das ist zu groß
error-413-text = Was Sie gesendet haben, ist größer, als diese Seite annimmt. Es wurde nichts gespeichert.
error-415-title = Das passt hier nicht hin
error-415-text = Was Sie gesendet haben, ist von einer Art, die diese Seite nicht annimmt. Es wurde nichts gespeichert.
error-421-title = Hier ist kein Studio
error-421-text = Unter dieser Adresse gibt es kein Portal eines Studios.
error-422-title = Etwas passt noch nicht
error-422-text = Was Sie gesendet haben, konnte so nicht gespeichert werden. Es wurde nichts geändert.
error-429-title = Bitte etwas langsamer
error-429-text = Das waren viele Anfragen in kurzer Zeit. Es wurde nichts geändert.
error-429-until = Ab { $clock } geht es weiter.
error-elsewhere-text = Für Ihr Studio öffnet sich das Portal nur aus bestimmten Netzen, und dieses gehört nicht dazu. Das kann eine Administratorin oder ein Administrator ändern.
error-500-title = Bei uns ist etwas schiefgegangen
error-500-text = Es liegt nicht an Ihnen. Was vorher gespeichert war, ist sicher; was Sie gerade taten, wurde nicht gespeichert.
error-503-title = Das Portal holt kurz Luft
error-503-text = Ein Teil antwortet gerade nicht. Was vorher gespeichert war, ist sicher.

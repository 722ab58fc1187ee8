# Anmelden eines Browsers über ein Telefon, das schon angemeldet ist.

phone-sign-in = Mit dem Telefon anmelden
phone-label = Anmelden mit dem Telefon
phone-title = Mit dem Telefon anmelden
phone-scan = Scannen Sie diesen QR-Code mit der Kamera eines Telefons, auf dem Sie angemeldet sind.
phone-picture = QR-Code mit einem Link für Ihr Telefon
phone-number = Ihr Telefon fragt nach einer Zahl. Sie lautet:
phone-waiting = Diese Seite geht automatisch weiter, sobald Sie auf dem Telefon bestätigt haben. Der Code gilt zwei Minuten und nur einmal.
phone-go-in = Ich habe bestätigt
phone-early = Noch nicht bestätigt. Wählen Sie zuerst die Zahl auf dem Telefon.

phone-over-title = Dieser Code ist abgelaufen
phone-over-text = Er galt zwei Minuten oder wurde schon verwendet. Hier wurde niemand angemeldet.
phone-over-refused = Die Anfrage wurde auf dem Telefon abgelehnt, eine falsche Zahl gewählt, oder das Telefon wurde abgemeldet. Hier wurde niemand angemeldet.
phone-again = Neuen Code zeigen

phone-confirm-title = Anderen Browser anmelden?
phone-confirm-text = Ein Browser möchte sich mit Ihrem Konto anmelden. Fahren Sie nur fort, wenn er vor Ihnen steht und Sie den Code gerade von seinem Bildschirm gescannt haben.
phone-asked = Angefragt
phone-same-network = Dasselbe Netzwerk wie dieses Telefon
phone-other-network = Ein anderes Netzwerk als das dieses Telefons
phone-which = Welche Zahl zeigt sein Bildschirm?
phone-one-try = Sie haben einen Versuch. Eine falsche Zahl macht den Code ungültig.
phone-not-me = Das war nicht ich
phone-said-confirmed = Bestätigt. Der andere Browser wird angemeldet.

phone-refused-title = Niemand wurde angemeldet
phone-refused-number = Das ist nicht die Zahl auf dem anderen Bildschirm, deshalb gilt der Code nicht mehr. Wenn Sie selbst angefragt haben, erstellen Sie dort einen neuen Code.
phone-refused-not-me = Der Code gilt nicht mehr. Wenn Ihnen jemand den Code geschickt oder Sie zum Scannen gedrängt hat, sagen Sie es dem Studio. Sehen Sie dann nach, wo Sie angemeldet sind.
phone-link-gone-title = Dieser Code gilt nicht mehr
phone-link-gone-text = Er wurde schon beantwortet oder ist älter als zwei Minuten. Erstellen Sie auf dem anderen Bildschirm einen neuen Code und scannen Sie diesen.

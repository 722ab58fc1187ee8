# Anmelden eines Browsers über ein Telefon, das schon angemeldet ist.

phone-sign-in = Mit dem Telefon anmelden
phone-label = Anmelden mit dem Telefon
phone-title = Mit dem Telefon anmelden
phone-scan = Scannen Sie dieses Bild mit der Kamera eines Telefons, auf dem Sie angemeldet sind.
phone-picture = QR-Code mit einem Link für Ihr Telefon
phone-number = Das Telefon fragt nach einer Zahl. Es ist diese:
phone-waiting = Diese Seite geht von selbst weiter, sobald das Telefon bestätigt hat. Der Code gilt zwei Minuten und nur einmal.
phone-go-in = Ich habe bestätigt
phone-early = Das Telefon hat noch nicht bestätigt. Wählen Sie dort zuerst die Zahl.

phone-over-title = Dieser Code gilt nicht mehr
phone-over-text = Er galt zwei Minuten oder wurde schon verwendet. Hier wurde damit niemand angemeldet.
phone-over-refused = Auf dem Telefon wurde abgelehnt oder eine andere Zahl gewählt, oder es wurde abgemeldet. Hier wurde damit niemand angemeldet.
phone-again = Neuen Code zeigen

phone-confirm-title = Einen Browser anmelden?
phone-confirm-text = Ein Browser möchte in Ihrem Namen angemeldet werden. Fahren Sie nur fort, wenn er vor Ihnen steht und Sie den Code gerade von seinem Bildschirm gescannt haben.
phone-asked = Angefragt
phone-same-network = Dasselbe Netz wie dieses Telefon
phone-other-network = Ein anderes Netz als das dieses Telefons
phone-which = Welche Zahl zeigt sein Bildschirm?
phone-one-try = Es gibt einen Versuch. Eine falsche Zahl beendet den Code.
phone-not-me = Das bin nicht ich
phone-said-confirmed = Bestätigt. Der andere Browser geht von selbst weiter.

phone-refused-title = Niemand wurde angemeldet
phone-refused-number = Das ist nicht die Zahl auf dem anderen Bildschirm, deshalb gilt der Code nicht mehr. Wenn Sie selbst angefragt haben, lassen Sie dort einen neuen Code zeigen.
phone-refused-not-me = Der Code gilt nicht mehr. Wenn Ihnen jemand den Code geschickt oder Sie zum Scannen gedrängt hat, sagen Sie es dem Studio. Sehen Sie dann nach, wo Sie angemeldet sind.
phone-link-gone-title = Dieser Code gilt nicht mehr
phone-link-gone-text = Er wurde schon beantwortet oder ist älter als zwei Minuten. Lassen Sie auf dem anderen Bildschirm einen neuen Code zeigen und scannen Sie diesen.

# shared

shell-skip = Zum Inhalt
shell-online = Online
shell-reconnecting = Verbindet neu
shell-offline = Offline
shell-messages = Nachrichten
shell-unread = { $count ->
    [one] { $count } ungelesen
   *[other] { $count } ungelesen
}
shell-theme = Hell oder dunkel
shell-theme-auto = Auto
shell-theme-light = Hell
shell-theme-dark = Dunkel
shell-account = Konto und Sicherheit
shell-sign-out = Abmelden
shell-rail = Hauptbereiche
shell-more = Mehr
shell-portal = Kundenportal
shell-keep = Nein, behalten
shell-crumbs = Wo Sie sind
shell-dismiss = Schließen
shell-pages = Seiten
shell-newer = Neuere
shell-older = Ältere

rail-home = Sie sind dran
rail-today = Heute
rail-projects = Projekte
rail-messages = Nachrichten
rail-invoices = Rechnungen
rail-clients = Kunden
rail-people = Personen
rail-team = Ihr Team
rail-studio = Studio
rail-mail = E-Mail
rail-audit = Protokoll

role-admin = Verwaltung
role-staff = Studio
role-manager = Kundenleitung
role-member = Kunde

due-today = heute fällig
due-in = { $count ->
    [one] morgen fällig
   *[other] in { $count } Tagen fällig
}
due-since = { $count ->
    [one] seit { $count } Tag überfällig
   *[other] seit { $count } Tagen überfällig
}

fault-no-key = Dieses Formular war zu alt, um gesendet zu werden. Ihre Eingaben sind noch da; senden Sie sie erneut.
fault-empty = Bitte füllen Sie dieses Feld aus.
fault-too-long = Hier ist Platz für höchstens { $most } Zeichen.
fault-choice = Bitte wählen Sie etwas aus der Liste.
fault-email = Das ist keine E-Mail-Adresse. Sie sieht so aus: ana@example.com.
fault-file-name = So kann eine Datei nicht heißen.
fault-date = Das ist kein Datum. Es sieht so aus: 21.11.2026.
fault-no-such-day = Diesen Tag gibt es im Kalender nicht.
fault-date-too-far = Dieses Datum liegt zu weit entfernt.
fault-number = Das ist keine Zahl.
fault-separators = Es ist nicht klar, welches Zeichen die Dezimalstellen trennt. Bitte lassen Sie die anderen weg.
fault-negative = Der Wert darf nicht kleiner als null sein.
fault-decimals = { $most ->
    [0] Bitte nur ganze Zahlen.
    [one] Bitte höchstens eine Dezimalstelle.
   *[other] Bitte höchstens { $most } Dezimalstellen.
}
fault-number-too-large = Diese Zahl ist zu groß.
fault-money = Das ist kein Betrag. Er sieht so aus: 1.234,50.
form-refused = Bitte prüfen Sie die markierten Felder; es wurde noch nichts gespeichert.

changed-meanwhile = Inzwischen hat jemand anderes dies geändert.
changed-meanwhile-text = Ihre Eingaben stehen noch unten. Wenn Sie jetzt speichern, ersetzen sie die anderen.
changed-now = Wo es von Ihren Eingaben abweicht, steht dort jetzt:
changed-left-empty = nichts
changed-ticked = angekreuzt
changed-not-ticked = nicht angekreuzt

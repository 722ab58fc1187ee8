# shared

shell-skip = Zum Inhalt
shell-online = Online
shell-reconnecting = Verbinde …
shell-offline = Offline
shell-signed-out = Sie wurden abgemeldet.
shell-sign-in = Anmelden
shell-no-answer = Keine Antwort. Sind Sie online?
shell-again = Erneut versuchen
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
shell-keep = Zurück
shell-undo = Rückgängig
shell-leave = Ihre Eingaben auf dieser Seite sind nicht gespeichert. Trotzdem verlassen?
shell-crumbs = Pfad
shell-dismiss = Schließen
shell-pages = Seiten
shell-filters = Aktive Filter
shell-filter-remove = Filter entfernen
shell-newer = Neuere
shell-older = Ältere

role-admin = Admin
role-staff = Team
role-manager = Kunde: Leitung
role-member = Kunde: Mitglied

due-today = heute fällig
due-in = { $count ->
    [one] morgen fällig
   *[other] in { $count } Tagen fällig
}
due-since = { $count ->
    [one] seit { $count } Tag überfällig
   *[other] seit { $count } Tagen überfällig
}

fault-no-key = Dieses Formular war abgelaufen. Ihre Eingaben sind noch da; senden Sie sie erneut.
fault-empty = Bitte füllen Sie dieses Feld aus.
fault-too-long = Bitte höchstens { $most } Zeichen.
fault-too-many-marks = Ein Buchstabe trägt zu viele Akzente oder Zeichen. Bitte entfernen Sie einige davon.
fault-too-many-lines = Bitte höchstens { $most } Zeilen.
fault-choice = Bitte wählen Sie einen Eintrag aus der Liste.
fault-email = Bitte geben Sie eine E-Mail-Adresse ein, zum Beispiel ana@example.com.
fault-file-name = So kann eine Datei nicht heißen.
fault-date = Bitte geben Sie ein Datum ein, zum Beispiel 21.11.2026.
fault-no-such-day = Dieses Datum gibt es nicht.
fault-date-too-far = Dieses Datum liegt zu weit entfernt.
fault-number = Bitte geben Sie eine Zahl ein.
fault-separators = Bitte schreiben Sie die Zahl so: 1.234,50
fault-ambiguous = Das kann Tausender oder Dezimalstellen bedeuten. Bitte schreiben Sie Tausender ohne Trennzeichen, zum Beispiel 1500, und Dezimalstellen wie 1,5.
fault-form-used = Dieses Formular wurde schon einmal gesendet und hat etwas angelegt. Dieses Mal wurde nichts angelegt. Senden Sie es noch einmal, um etwas Weiteres anzulegen.
fault-negative = Der Wert darf nicht kleiner als null sein.
fault-decimals = { $most ->
    [0] Bitte nur ganze Zahlen.
    [one] Bitte höchstens eine Dezimalstelle.
   *[other] Bitte höchstens { $most } Dezimalstellen.
}
fault-number-too-large = Diese Zahl ist zu groß.
fault-money = Bitte geben Sie einen Betrag ein, zum Beispiel 1.234,50.
form-refused = Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder.
form-kept = Sie wurden abgemeldet, bevor dies gespeichert werden konnte. Ihre Eingaben sind noch da. Prüfen Sie sie, und drücken Sie noch einmal auf die Schaltfläche des Formulars.
form-unproven = Das ist noch nicht gespeichert: Zuerst wurde Ihr Passwort verlangt. Ihre Eingaben sind noch da. Prüfen Sie sie, und drücken Sie noch einmal auf die Schaltfläche des Formulars.

changed-meanwhile = Jemand anderes hat das geändert, seit Sie es geöffnet haben.
changed-meanwhile-text = Ihre Eingaben stehen noch unten im Formular. Wenn Sie jetzt speichern, überschreiben Sie die andere Fassung.
changed-now = Was inzwischen gespeichert wurde, soweit es von Ihren Eingaben abweicht:
changed-kept-now = Was jetzt gespeichert ist, soweit es von Ihrer Fassung abweicht:
changed-left-empty = leer
changed-ticked = ausgewählt
changed-not-ticked = nicht ausgewählt

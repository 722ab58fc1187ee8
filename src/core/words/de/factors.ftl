# Zweite Faktoren: Authenticator-Apps, Passkeys, Wiederherstellungscodes.

factors-security-title = Anmeldesicherheit
factors-asked = Ihr Studio verlangt bei jeder Anmeldung einen zweiten Faktor. Der letzte lässt sich nicht entfernen.
factors-asked-soon = Ab Ihrer nächsten Anmeldung wird ein zweiter Faktor verlangt. Sie können ihn schon jetzt einrichten.
factors-not-asked = Ein zweiter Faktor schützt Ihr Konto auch dann, wenn jemand Ihr Passwort erfährt. Er ist freiwillig.
factors-studio-asks-nobody = Dieses Studio verlangt von niemandem einen zweiten Faktor. Sie können trotzdem einen einrichten; er wird dann bei jeder Anmeldung verlangt.
factors-on = aktiv
factors-remove = Entfernen

factors-app = Authenticator-App
factors-app-text = Eine App auf Ihrem Telefon zeigt alle dreißig Sekunden einen neuen sechsstelligen Code. Jede Authenticator-App ist geeignet, auch ohne Netz.
factors-app-set-up = App einrichten
factors-app-title = Authenticator-App einrichten
factors-app-scan = Scannen Sie diesen QR-Code mit Ihrer App.
factors-app-picture = QR-Code mit dem Schlüssel für Ihre App
factors-app-type = Keine Kamera? Dann geben Sie diesen Schlüssel in die App ein. Er wird nur einmal gezeigt.
factors-app-open = In einer App auf diesem Gerät öffnen
factors-app-copy = Schlüssel kopieren
factors-app-confirm = Geben Sie den Code ein, den die App gerade zeigt.
factors-app-code = Sechsstelliger Code
factors-app-turn-on = Einschalten

factors-passkey = Passkey
factors-passkeys = Passkeys
factors-passkey-text = Melden Sie sich mit Ihrem Gerät oder Passwortmanager an, per Fingerabdruck, Gesicht oder PIN. Ohne Passwort, ohne Code.
factors-passkey-name = Name des neuen Passkeys
factors-passkey-name-hint = Damit Sie ihn wiedererkennen: „Laptop“, „Blauer Schlüssel“.
factors-passkey-make = Passkey hinzufügen
factors-passkey-not-made = Es wurde kein Passkey angelegt. Bitte versuchen Sie es noch einmal oder mit einem anderen Gerät.
factors-passkey-known = Dieses Gerät hat schon einen Passkey für Ihr Konto.
factors-passkey-failed = Das hat nicht geklappt. Bitte versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.
factors-passkey-scripts = Passkeys brauchen JavaScript, und das ist in diesem Browser ausgeschaltet.
factors-passkey-used = Zuletzt verwendet
factors-passkey-unused = Noch nie verwendet, hinzugefügt
factors-passkey-remove = Passkey { $name } entfernen
factors-passkey-sign-in = Mit einem Passkey anmelden
factors-passkey-refused-title = Dieser Passkey wurde nicht angenommen
factors-passkey-refused-text = Vielleicht wurde er entfernt, gehört zu einem anderen Konto oder hat zu lange gebraucht. Es wurde nichts geändert.
factors-passkey-refused-back = Zurück zur Anmeldung

factors-recovery-title = Wiederherstellungscodes
factors-recovery-text = Wenn Sie Telefon oder Schlüssel verlieren, können Sie sich mit einem Wiederherstellungscode anmelden. Jeder Code gilt einmal. Bewahren Sie die Codes sicher auf.
factors-recovery-none = Sie haben keine Wiederherstellungscodes. Ohne sie kann nur ein Admin helfen, wenn Ihr zweiter Faktor verloren geht.
factors-recovery-left = { $count ->
    [one] Ein Code ist übrig.
   *[other] { $count } Codes sind übrig.
}
factors-recovery-few = Erstellen Sie bald neue.
factors-recovery-voids = Neue Codes ersetzen die alten.
factors-recovery-shown = Sie wurden am { $when } erstellt und nur dort angezeigt. Wenn Sie sie nicht gespeichert haben, erstellen Sie neue.
factors-recovery-make = { $count ->
    [0] Codes erstellen
   *[other] Neue Codes erstellen
}
factors-recovery-once = Diese zehn Codes werden nur einmal gezeigt. Jeder gilt einmal.
factors-recovery-save = Als Text speichern
factors-recovery-file = wiederherstellungscodes
factors-recovery-copy = Kopieren
factors-recovery-copied = Kopiert.
factors-recovery-print = Drucken
factors-recovery-kept = Ich habe sie gespeichert
factors-recovery-later = Nicht jetzt

factors-step-label = Anmeldung in zwei Schritten
factors-step-title = Noch ein Schritt
factors-step-passkey = Passkey verwenden
factors-code = Code aus Ihrer App
factors-code-hint = Sechs Ziffern oder ein Wiederherstellungscode.
factors-recovery-code = Wiederherstellungscode
factors-recovery-code-hint = Einer der Codes, die Sie gespeichert haben.
factors-step-go-on = Weiter
factors-step-leave = Anderes Konto verwenden
factors-step-lost = Telefon, Schlüssel und Wiederherstellungscodes verloren? Bitten Sie einen Admin des Studios, Ihren zweiten Faktor zurückzusetzen.
factors-enrolment-title = Anmeldung in zwei Schritten einrichten
factors-enrolment-text = Dieses Portal verlangt außer dem Passwort einen zweiten Faktor. Richten Sie jetzt einen ein; das dauert etwa eine Minute.

factors-fault-code = Bitte geben Sie einen sechsstelligen Code oder einen Ihrer Wiederherstellungscodes ein.
factors-fault-app-code = Bitte geben Sie die sechs Ziffern ein, die die App zeigt.
factors-fault-wrong = Dieser Code ist falsch oder wurde schon verwendet. Warten Sie auf den nächsten und versuchen Sie es noch einmal.
factors-fault-resting = Zu viele falsche Codes. 30 Minuten lang werden keine Codes angenommen.
factors-fault-passkey = Es wurde kein Passkey hinzugefügt. Bitte versuchen Sie es noch einmal.
factors-conflict-passkey = Dieser Passkey wird schon verwendet.
factors-conflict-many = Sie können höchstens zwanzig Passkeys haben. Bitte entfernen Sie zuerst einen.
factors-conflict-own = Das sind Ihre eigenen Anmeldefaktoren. Sie verwalten sie unter „Anmeldesicherheit“.

factors-removal-title = Faktor entfernen
factors-removal-app = Die Authenticator-App entfernen?
factors-removal-passkey = Den Passkey { $name } entfernen?
factors-removal-text = Danach wird nicht mehr danach gefragt. Ihre anderen Geräte werden abgemeldet, und Sie erhalten eine E-Mail darüber.
factors-removal-yes = Entfernen
factors-reset = Zweiten Faktor zurücksetzen
factors-reset-title = Zweiten Faktor zurücksetzen
factors-reset-question = Den zweiten Faktor von { $name } zurücksetzen?
factors-reset-text = Vergewissern Sie sich zuerst persönlich oder telefonisch, dass die Bitte wirklich von dieser Person kommt. App, Passkeys und Wiederherstellungscodes werden entfernt; sie wird überall abgemeldet und erhält eine E-Mail darüber.
factors-reset-none = Zurzeit ist kein zweiter Faktor eingerichtet.
factors-reset-yes = Zurücksetzen

factors-said-added = Zweiter Faktor hinzugefügt. Ihre anderen Geräte wurden abgemeldet.
factors-said-added-no-codes = Zweiter Faktor hinzugefügt. Erstellen Sie jetzt Wiederherstellungscodes für den Fall, dass Sie ihn verlieren.
factors-said-removed = Zweiter Faktor entfernt. Ihre anderen Geräte wurden abgemeldet.
factors-said-not-added = Es ist schon eine App eingerichtet. Entfernen Sie diese zuerst.
factors-said-not-removed = Nicht entfernt: Das ist Ihr letzter zweiter Faktor, und Ihr Studio verlangt einen. Richten Sie zuerst einen anderen ein.
factors-said-not-accepted = Zu viele falsche Codes. 30 Minuten lang werden keine Codes angenommen; Ihre Passkeys funktionieren weiter.
factors-said-reset = Zweiter Faktor zurückgesetzt. Die Person wurde abgemeldet.

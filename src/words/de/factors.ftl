# Zweite Faktoren: Authenticator-Apps, Passkeys, Wiederherstellungscodes.

factors-security-title = Sicherheit der Anmeldung
factors-asked = Ihr Studio verlangt bei jeder Anmeldung einen zweiten Faktor. Der letzte lässt sich nicht entfernen.
factors-asked-soon = Ab Ihrer nächsten Anmeldung wird ein zweiter Faktor verlangt. Sie können ihn schon jetzt einrichten.
factors-not-asked = Mit einem zweiten Faktor bleibt Ihr Konto Ihres, auch wenn jemand Ihr Passwort erfährt. Sie entscheiden.
factors-studio-asks-nobody = Dieses Studio verlangt von niemandem einen zweiten Faktor. Sie können trotzdem einen einrichten; er wird dann bei jeder Anmeldung verlangt.
factors-on = aktiv
factors-remove = Entfernen

factors-app = Authenticator-App
factors-app-text = Eine App auf Ihrem Telefon zeigt alle dreißig Sekunden einen neuen sechsstelligen Code. Jede solche App ist recht, und sie braucht kein Netz.
factors-app-set-up = App einrichten
factors-app-title = Authenticator-App einrichten
factors-app-scan = Scannen Sie dieses Bild mit Ihrer App.
factors-app-picture = QR-Code mit dem Schlüssel für Ihre App
factors-app-type = Keine Kamera? Dann tippen Sie diesen Schlüssel in die App. Er wird nur hier und jetzt gezeigt.
factors-app-confirm = Geben Sie den Code ein, den die App gerade zeigt.
factors-app-code = Sechsstelliger Code
factors-app-turn-on = Einschalten

factors-passkey = Passkey
factors-passkeys = Passkeys
factors-passkey-text = Ihr Gerät oder Ihr Passwortmanager meldet Sie an und prüft dabei Finger, Gesicht oder PIN. Ohne Passwort, ohne Code.
factors-passkey-name = Name des neuen Passkeys
factors-passkey-name-hint = Damit Sie ihn wiedererkennen: „Laptop“, „Blauer Schlüssel“.
factors-passkey-make = Passkey hinzufügen
factors-passkey-not-made = Es wurde kein Passkey angelegt. Bitte versuchen Sie es noch einmal oder mit einem anderen Gerät.
factors-passkey-known = Dieses Gerät hat schon einen Passkey für Ihr Konto.
factors-passkey-failed = Das hat nicht geklappt. Bitte versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.
factors-passkey-scripts = Passkeys brauchen Skripte, und die sind in diesem Browser ausgeschaltet.
factors-passkey-used = Zuletzt benutzt
factors-passkey-unused = Noch nicht benutzt, hinzugefügt
factors-passkey-remove = Passkey { $name } entfernen
factors-passkey-sign-in = Mit einem Passkey anmelden
factors-passkey-refused-title = Dieser Passkey öffnet das Portal nicht
factors-passkey-refused-text = Vielleicht wurde er entfernt, gehört zu einem anderen Konto oder kam zu spät. Es wurde nichts geändert.
factors-passkey-refused-back = Zurück zur Anmeldung

factors-recovery-title = Wiederherstellungscodes
factors-recovery-text = Wenn Telefon oder Schlüssel nicht zur Hand sind, tritt ein Wiederherstellungscode an ihre Stelle, einmal. Bewahren Sie die Codes dort auf, wo andere wichtige Papiere liegen.
factors-recovery-none = Sie haben keine Wiederherstellungscodes. Ohne sie kann nur ein Admin helfen, wenn Ihr zweiter Faktor verloren geht.
factors-recovery-left = { $count ->
    [one] Ein Code ist übrig.
   *[other] { $count } Codes sind übrig.
}
factors-recovery-few = Zeit für neue.
factors-recovery-voids = Neue Codes machen die alten ungültig.
factors-recovery-make = Neue Codes erzeugen
factors-recovery-once = Diese zehn Codes werden nur jetzt gezeigt. Jeder gilt einmal.
factors-recovery-save = Als Text speichern
factors-recovery-file = wiederherstellungscodes
factors-recovery-copy = Kopieren
factors-recovery-copied = Kopiert.
factors-recovery-print = Drucken
factors-recovery-kept = Ich habe sie aufbewahrt

factors-step-label = noch ein Schritt
factors-step-title = Sind Sie es wirklich?
factors-step-passkey = Passkey verwenden
factors-code = Code Ihrer App
factors-code-hint = Sechs Ziffern. Auch ein Wiederherstellungscode passt hier.
factors-recovery-code = Wiederherstellungscode
factors-recovery-code-hint = Einer der Codes, die Sie aufbewahrt haben.
factors-step-go-on = Weiter
factors-step-leave = Als jemand anderes anmelden
factors-step-lost = Telefon, Schlüssel und Wiederherstellungscodes nicht zur Hand? Bitten Sie einen Admin des Studios, Ihren zweiten Faktor zurückzusetzen.
factors-enrolment-title = Bitte noch ein zweiter Faktor
factors-enrolment-text = Dieses Portal verlangt mehr als ein Passwort. Richten Sie eines hiervon ein; es dauert eine Minute, dann sind Sie drin.

factors-fault-code = Ein Code hat sechs Ziffern oder ist ein Wiederherstellungscode, so wie Sie ihn aufbewahrt haben.
factors-fault-app-code = Bitte geben Sie die sechs Ziffern ein, die die App zeigt.
factors-fault-wrong = Dieser Code stimmt nicht oder wurde schon benutzt. Warten Sie auf den nächsten und versuchen Sie es noch einmal.
factors-fault-resting = Es waren zu viele falsche Codes. 30 Minuten lang wird kein Code angesehen.
factors-fault-passkey = Es wurde kein Passkey hinzugefügt. Bitte versuchen Sie es noch einmal.
factors-conflict-passkey = Dieser Passkey wird schon verwendet.
factors-conflict-many = Zwanzig Passkeys sind genug. Bitte entfernen Sie erst einen.
factors-conflict-own = Das sind Ihre eigenen Faktoren. Sie finden sie unter „Sicherheit der Anmeldung“.

factors-removal-title = Faktor entfernen
factors-removal-app = Die Authenticator-App entfernen?
factors-removal-passkey = Den Passkey { $name } entfernen?
factors-removal-text = Danach wird nicht mehr danach gefragt. Andere Geräte werden abgemeldet, und Sie bekommen eine E-Mail darüber.
factors-removal-yes = Entfernen
factors-reset = Zweiten Faktor zurücksetzen
factors-reset-title = Zweiten Faktor zurücksetzen
factors-reset-question = Den zweiten Faktor von { $name } zurücksetzen?
factors-reset-text = Vergewissern Sie sich, dass wirklich diese Person darum bittet: persönlich oder mit einem Anruf, den Sie selbst machen. App, Passkeys und Wiederherstellungscodes werden entfernt; sie wird überall abgemeldet und bekommt eine E-Mail darüber.
factors-reset-none = Zurzeit ist kein zweiter Faktor eingerichtet.
factors-reset-yes = Zurücksetzen

factors-said-added = Ihr neuer Faktor ist aktiv. Andere Geräte wurden abgemeldet.
factors-said-added-no-codes = Ihr neuer Faktor ist aktiv. Erzeugen Sie jetzt Wiederherstellungscodes, für den Tag, an dem er nicht zur Hand ist.
factors-said-removed = Entfernt. Andere Geräte wurden abgemeldet.
factors-said-app-is-on = Es ist schon eine App eingerichtet. Entfernen Sie diese zuerst.
factors-said-last = Das ist Ihr letzter Faktor, und Ihr Studio verlangt einen. Richten Sie zuerst einen anderen ein.
factors-said-resting = Es waren zu viele falsche Codes. 30 Minuten lang wird kein Code angesehen; Ihre Passkeys funktionieren.
factors-said-reset = Der zweite Faktor ist zurückgesetzt, die Person wurde abgemeldet.

# files
files-title = Dateien
files-empty-title = Noch keine Dateien
files-empty-text = Hier liegen Druckdaten, Briefings und Proofs dieses Projekts mit allen Versionen.
files-version = Version { $number }
files-version-short = V { $number }
files-download = Herunterladen
files-download-name = { $name } herunterladen
files-download-version = Version { $number } von { $name } herunterladen
files-downloads = { $count ->
    [0] noch nicht heruntergeladen
    [one] einmal heruntergeladen
   *[other] { $count }-mal heruntergeladen
}
files-add = Dateien hinzufügen
files-drop = Dateien auswählen oder hier ablegen
files-add-hint = Bis zu { $count } auf einmal, je { $most }. Eine Datei mit dem Namen einer vorhandenen wird deren nächste Version.
files-kinds = Welche Dateitypen werden angenommen?
files-not-scanned = Dateien werden hier nicht auf Viren geprüft. Bitte öffnen Sie nur, was Sie erwarten.
files-send = Hochladen
files-upload-waiting = Wartet
files-upload-sent = Hochgeladen
files-upload-version = Als Version { $number } hochgeladen
files-upload-stopped = Abgebrochen
files-upload-failed = Das Hochladen ist fehlgeschlagen. Bitte versuchen Sie es noch einmal.
files-upload-stop = Abbrechen
files-said-received = Dateien hochgeladen.
files-said-received-one = Datei hochgeladen.
files-said-next-version = Datei hochgeladen, als nächste Version der Datei mit diesem Namen.
files-said-received-with-versions = Dateien hochgeladen. Wo es eine Datei mit demselben Namen gab, ist Ihre deren nächste Version.
files-said-deleted = Datei in den Papierkorb verschoben.
files-received = { $count ->
    [one] Die andere Datei wurde hochgeladen.
   *[other] Die anderen { $count } Dateien wurden hochgeladen.
}
files-received-versions = { $count ->
    [one] Eine davon ist die nächste Version einer vorhandenen Datei.
   *[other] { $count } davon sind nächste Versionen vorhandener Dateien.
}
files-refused-title = { $count ->
    [one] Eine Datei konnte nicht hochgeladen werden
   *[other] { $count } Dateien konnten nicht hochgeladen werden
}
files-nothing-title = Es wurde nichts hochgeladen
files-not-all-title = Es wurde nicht alles hochgeladen
files-none-chosen = Bitte wählen Sie zuerst eine Datei aus.
files-fault-no-extension = Dem Dateinamen fehlt eine Endung wie .pdf.
files-fault-not-taken = Dateien mit der Endung .{ $extension } werden nicht angenommen. Packen Sie sie in ein ZIP-Archiv.
files-fault-not-what-it-says = Das ist keine gültige .{ $extension }-Datei. Bitte prüfen Sie sie oder geben Sie ihr die passende Endung.
files-fault-program = Das ist ein Programm. Programme werden nicht angenommen.
files-fault-web-page = Das ist eine Webseite. Bitte senden Sie sie als PDF oder Bild.
files-fault-hybrid = Hinter dem Ende dieser Datei stehen weitere Daten. Bitte exportieren Sie die Datei neu.
files-fault-empty = Die Datei ist leer.
files-fault-too-large = Die Datei ist größer als { $most } und damit zu groß.
files-fault-too-many = { $most ->
    [one] Nur eine Datei auf einmal. Bitte laden Sie diese danach hoch.
   *[other] Nur { $most } Dateien auf einmal. Bitte laden Sie diese danach hoch.
}
files-next = Neue Version hochladen
files-next-drop = Datei auswählen oder hier ablegen
files-next-hint = Eine .{ $extension }-Datei bis { $most }, unter beliebigem Namen.
files-rename = Umbenennen
files-name = Name
files-said-renamed = Datei umbenannt.
files-said-new-version = Neue Version hochgeladen.
files-fault-other-kind = Eine neue Version dieser Datei muss eine .{ $extension }-Datei sein.
files-fault-slash = Ein Dateiname kann weder / noch \ enthalten.
files-fault-keep-extension = Der Name muss wie bisher auf .{ $extension } enden.
files-conflict-renamed = Inzwischen wurde die Datei von jemand anderem umbenannt; der neue Name steht oben. Um Ihren zu verwenden, benennen Sie sie noch einmal um.
files-conflict-name-taken = Eine andere Datei dieses Projekts hat diesen Namen. Bitte wählen Sie einen anderen.
files-delete = Löschen
files-delete-question = { $name } löschen?
files-delete-text = Alle Versionen werden in den Papierkorb verschoben und lassen sich eine Zeit lang wiederherstellen.
files-versions = { $count ->
    [one] eine Version
   *[other] { $count } Versionen
}
files-trash = Papierkorb
files-trash-back = Zurück zu den Dateien
files-trash-hint = { $count ->
    [one] Gelöschte Dateien bleiben einen Tag mit allen Versionen erhalten. Danach werden sie endgültig entfernt.
   *[other] Gelöschte Dateien bleiben { $count } Tage mit allen Versionen erhalten. Danach werden sie endgültig entfernt.
}
files-trash-empty = Der Papierkorb ist leer
files-trash-empty-text = Gelöschte Dateien können Sie auf dieser Seite wiederherstellen.
files-trash-since = gelöscht
files-trash-until = aufbewahrt bis
files-restore = Wiederherstellen
files-restore-name = { $name } wiederherstellen
files-said-restored = Datei mit allen Versionen wiederhergestellt.
files-conflict-name = Eine andere Datei hat jetzt diesen Namen. Löschen Sie zuerst diese, oder lassen Sie die alte im Papierkorb.
files-conflict-deleted-again = Diese Datei wurde inzwischen wiederhergestellt und noch einmal gelöscht. Im Papierkorb steht, wann.
files-fault-together-too-large = Zusammen sind diese Dateien größer als { $most } und damit zu groß. Bitte laden Sie sie einzeln hoch.
files-fault-broke-off = Das Hochladen wurde unterbrochen. Bitte senden Sie die fehlenden Dateien noch einmal.

activity-file-uploaded = { $who } hat { $what } hochgeladen.
activity-file-deleted = { $who } hat { $what } in den Papierkorb verschoben.
activity-file-restored = { $who } hat { $what } aus dem Papierkorb wiederhergestellt.
activity-file-renamed = { $who } hat eine Datei in { $what } umbenannt.
audit-noun-file = Dateien
audit-thing-file = eine Datei
audit-thing-file-version = eine Dateiversion
audit-kind-file-uploaded = hat { $what } hochgeladen
audit-kind-file-downloaded = hat { $what } heruntergeladen
audit-kind-file-deleted = hat { $what } gelöscht
audit-kind-file-purged = hat { $what } endgültig entfernt
audit-kind-file-restored = hat { $what } wiederhergestellt
audit-kind-file-renamed = hat { $what } umbenannt

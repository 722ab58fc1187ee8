# files
files-title = Dateien
files-page-title = Dateien von { $project }
files-empty-title = Noch keine Dateien
files-empty-text = Druckdaten, Briefings und Abzüge dieses Projekts liegen hier, jeweils mit allen Fassungen.
files-version = Fassung { $number }
files-version-short = F { $number }
files-download = Herunterladen
files-download-name = { $name } herunterladen
files-download-version = Fassung { $number } von { $name } herunterladen
files-downloads = { $count ->
    [0] noch nicht heruntergeladen
    [one] einmal heruntergeladen
   *[other] { $count }-mal heruntergeladen
}
files-add = Dateien hinzufügen
files-drop = Dateien auswählen oder hier ablegen
files-add-hint = Bis zu { $count } auf einmal, je { $most }. Eine Datei, deren Name hier schon vorkommt, wird zu deren nächster Fassung.
files-kinds = Welche Arten von Dateien können gesendet werden?
files-not-scanned = Dateien werden hier nicht auf Viren geprüft. Bitte öffnen Sie nur, was Sie erwarten.
files-send = Senden
files-upload-waiting = Wartet
files-upload-sent = Angekommen
files-upload-stopped = Angehalten
files-upload-failed = Die Datei ist nicht angekommen. Bitte versuchen Sie es noch einmal.
files-upload-stop = Anhalten
files-said-received = Die Dateien sind angekommen.
files-said-deleted = Die Datei liegt im Papierkorb. Dort bleibt sie eine Weile.
files-received = { $count ->
    [one] Die andere Datei ist angekommen.
   *[other] Die anderen { $count } Dateien sind angekommen.
}
files-refused-title = Nicht alles konnte angenommen werden
files-none-chosen = Keine Datei
files-fault-no-extension = Dem Namen fehlt eine Endung wie .pdf, die sagt, was für eine Datei es ist.
files-fault-not-taken = Dateien mit der Endung .{ $extension } werden nicht angenommen. In einem Zip-Archiv können Sie sie senden.
files-fault-not-what-it-says = Der Inhalt ist nicht der einer .{ $extension }-Datei. Bitte prüfen Sie die Datei oder geben Sie ihr die passende Endung.
files-fault-program = Das ist ein Programm. Programme werden nicht angenommen.
files-fault-web-page = Das ist eine Webseite. Als PDF oder Bild können Sie sie senden.
files-fault-hybrid = Am Ende dieser Datei hängt ein Archiv. Bitte speichern Sie sie noch einmal ohne es.
files-fault-empty = Sie enthält nichts.
files-fault-too-large = Sie ist größer als { $most }; mehr wird hier nicht angenommen.
files-fault-too-many = Auf einmal werden nur { $most } Dateien angenommen. Bitte senden Sie diese für sich.
files-delete = Löschen
files-delete-question = { $name } löschen?
files-delete-text = Alle Fassungen kommen in den Papierkorb und bleiben dort eine Weile.
files-conflict-archived = Dieses Projekt liegt im Archiv. Seine Dateien sind lesbar; neue werden nicht angenommen.
files-versions = { $count ->
    [one] eine Fassung
   *[other] { $count } Fassungen
}
files-trash = Papierkorb
files-trash-page-title = Papierkorb von { $project }
files-trash-back = Zurück zu den Dateien
files-trash-hint = { $count ->
    [one] Gelöschtes bleibt einen Tag mit allen Fassungen erhalten. Danach wird es endgültig entfernt.
   *[other] Gelöschtes bleibt { $count } Tage mit allen Fassungen erhalten. Danach wird es endgültig entfernt.
}
files-trash-empty = Der Papierkorb ist leer
files-trash-empty-text = Hier gelöschte Dateien können Sie auf dieser Seite zurückholen.
files-trash-since = gelöscht
files-trash-until = aufbewahrt bis
files-restore = Wiederherstellen
files-restore-name = { $name } wiederherstellen
files-said-restored = Die Datei ist wieder da, mit allen Fassungen.
files-conflict-name = Inzwischen hat eine andere Datei diesen Namen. Bitte löschen Sie zuerst diese, oder lassen Sie die alte im Papierkorb.
files-this-upload = Diese Sendung
files-fault-together-too-large = Zusammen ist das größer als { $most }; mehr wird auf einmal nicht angenommen. Bitte senden Sie die Dateien einzeln.
files-fault-broke-off = Sie brach ab, bevor alles da war. Bitte senden Sie noch einmal, was fehlt.

# activity
activity-title = Verlauf
activity-none = Noch ist nichts geschehen
activity-none-text = Hier steht, was in Ihren Projekten getan wird, das Neueste zuerst.
activity-to-projects = Zu den Projekten
activity-portal = Das Portal
activity-something = etwas
activity-other = { $who } hat etwas geändert.
activity-project-created = { $who } hat das Projekt { $what } angelegt.
activity-project-changed = { $who } hat die Angaben zu { $what } geändert.
activity-project-status = { $who } hat { $what } auf { $to ->
    [planning] „In Planung“
    [in_progress] „In Arbeit“
    [review] „In Prüfung“
    [completed] „Abgeschlossen“
    [on_hold] „Ruht“
    [cancelled] „Abgebrochen“
   *[other] einen anderen Stand
} gesetzt.
activity-project-archived = { $who } hat { $what } archiviert.
activity-project-restored = { $who } hat { $what } aus dem Archiv geholt.
activity-milestone-added = { $who } hat den Meilenstein { $what } hinzugefügt.
activity-milestone-removed = { $who } hat den Meilenstein { $what } entfernt.
activity-milestone-done = { $who } hat { $what } abgeschlossen.
activity-milestone-reopened = { $who } hat { $what } wieder geöffnet.
activity-file-uploaded = { $who } hat { $what } hochgeladen.
activity-file-deleted = { $who } hat { $what } in den Papierkorb gelegt.
activity-file-restored = { $who } hat { $what } aus dem Papierkorb geholt.
activity-message-sent = { $who } hat eine Nachricht geschrieben.
activity-invoice-sent = { $who } hat die Rechnung { $what } gesendet.
activity-invoice-paid = Die Rechnung { $what } ist bezahlt.
activity-invoice-voided = { $who } hat die Rechnung { $what } storniert.
activity-payment-recorded = { $who } hat eine Zahlung für { $what } erfasst.
activity-invitation-sent = { $who } hat { $what } eingeladen.
activity-account-joined = { $who } ist dabei.
activity-account-registered = { $who } hat sich registriert.

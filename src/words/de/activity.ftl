# activity
activity-title = Verlauf
activity-none = Noch keine Aktivität
activity-none-text = Hier erscheint alles, was in Ihren Projekten geschieht, das Neueste zuerst.
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
activity-project-restored = { $who } hat { $what } aus dem Archiv wiederhergestellt.
activity-milestone-added = { $who } hat den Meilenstein { $what } hinzugefügt.
activity-milestone-removed = { $who } hat den Meilenstein { $what } entfernt.
activity-milestone-done = { $who } hat den Meilenstein { $what } abgeschlossen.
activity-milestone-reopened = { $who } hat den Meilenstein { $what } wieder geöffnet.
activity-file-uploaded = { $who } hat { $what } hochgeladen.
activity-file-deleted = { $who } hat { $what } in den Papierkorb verschoben.
activity-file-restored = { $who } hat { $what } aus dem Papierkorb wiederhergestellt.
activity-message-sent = { $who } hat eine Nachricht gesendet.
activity-invoice-sent = { $who } hat die Rechnung { $what } gesendet.
activity-invoice-paid = Die Rechnung { $what } wurde bezahlt.
activity-invoice-voided = { $who } hat die Rechnung { $what } storniert.
activity-payment-recorded = { $who } hat eine Zahlung zur Rechnung { $what } erfasst.
activity-invitation-sent = { $who } hat { $what } eingeladen.
activity-account-joined = { $who } ist dem Portal beigetreten.
activity-account-registered = { $who } hat sich registriert.

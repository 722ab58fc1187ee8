# projects
projects-title = Projekte
projects-edit = Bearbeiten
projects-archived = Archiviert
projects-status-planning = In Planung
projects-status-in-progress = In Arbeit
projects-status-review = In Prüfung
projects-status-completed = Abgeschlossen
projects-status-on-hold = Ruht
projects-status-cancelled = Abgebrochen
projects-tab-overview = Überblick
projects-tab-milestones = Meilensteine
projects-tab-files = Dateien
projects-tab-messages = Nachrichten
projects-tab-invoices = Geld
projects-tab-activity = Verlauf

# activity
activity-title = Verlauf
activity-recent = Verlauf
activity-all = Ganzer Verlauf
activity-none = Noch keine Aktivität
activity-none-text = Hier erscheint alles, was in Ihren Projekten geschieht, das Neueste zuerst.
activity-to-projects = Zu den Projekten
activity-portal = Das Portal
activity-something = etwas
activity-other = { $who } hat etwas geändert.

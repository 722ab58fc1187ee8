# dashboard
dashboard-title = Heute
dashboard-your-turn = Sie sind dran
dashboard-waits = { $count ->
    [one] Eine Sache braucht Ihre Aufmerksamkeit.
   *[other] { $count } Dinge brauchen Ihre Aufmerksamkeit.
}
dashboard-nothing-waits = Für Sie ist alles erledigt. Das Studio arbeitet.
dashboard-projects = Projekte
dashboard-all-projects = Alle Projekte
dashboard-no-projects = Keine laufenden Projekte
dashboard-no-projects-client = Ihre Projekte erscheinen hier.
dashboard-write = Dem Studio schreiben
dashboard-lately = Letzte Aktivität
dashboard-all-activity = Alle Aktivitäten
dashboard-new-project = Neues Projekt
dashboard-new-client = Kunden anlegen
dashboard-first-steps = Portal einrichten
dashboard-first-steps-text = In drei Schritten zur Arbeit mit Ihrem ersten Kunden.
dashboard-step-client = Einen Kunden anlegen
dashboard-step-project = Ein Projekt mit seinen Meilensteinen anlegen
dashboard-step-invite = Die Personen des Kunden einladen
dashboard-received = diesen Monat eingegangen
dashboard-outstanding = offen
dashboard-overdue = überfällig
dashboard-waiting = Warten auf Kunden
dashboard-all-invoices = Alle Rechnungen
dashboard-unread = Ungelesen
dashboard-all-messages = Alle Nachrichten
dashboard-next-milestones = Die nächsten zwei Wochen
dashboard-no-milestones = In den nächsten zwei Wochen sind keine Meilensteine fällig.
dashboard-milestone = Meilenstein
dashboard-project = Projekt
dashboard-client = Kunde
dashboard-due = Fällig
dashboard-invoice = Rechnung
dashboard-open = Offen
dashboard-status = Status
dashboard-count = Anzahl

rail-home = Sie sind dran
rail-today = Heute

# dashboard
dashboard-title = Das Studio heute
dashboard-your-turn = Sie sind dran
dashboard-waits = { $count ->
    [one] Eines wartet auf Sie.
   *[other] { $count } Dinge warten auf Sie.
}
dashboard-nothing-waits = Nichts wartet auf Sie. Das Studio arbeitet.
dashboard-label-invoice = Rechnung
dashboard-label-message = Nachricht
dashboard-pay = Rechnung { $number } bezahlen
dashboard-look = Ansehen
dashboard-unread-from = { $sender } antworten: { $about }
dashboard-read = { $count ->
    [one] Lesen
   *[other] { $count } lesen
}
dashboard-projects = Projekte
dashboard-all-projects = Alle Projekte
dashboard-no-projects = Keine laufenden Projekte
dashboard-no-projects-client = Sobald das Studio ein Projekt für Sie anlegt, steht es hier.
dashboard-write = Dem Studio schreiben
dashboard-lately = Zuletzt
dashboard-all-activity = Ganzer Verlauf
dashboard-new-project = Neues Projekt
dashboard-new-client = Kunden anlegen
dashboard-first-steps = Ein neues Portal
dashboard-first-steps-text = Drei Schritte, und Ihr erster Kunde arbeitet hier mit Ihnen.
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
dashboard-no-milestones = In den nächsten zwei Wochen ist kein Meilenstein fällig.
dashboard-milestone = Meilenstein
dashboard-project = Projekt
dashboard-client = Kunde
dashboard-due = Fällig
dashboard-invoice = Rechnung
dashboard-open = Offen
dashboard-status = Stand
dashboard-count = Anzahl

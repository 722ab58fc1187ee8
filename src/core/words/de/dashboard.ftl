# dashboard
dashboard-title = Heute
dashboard-your-turn = Für Sie
dashboard-waits = { $count ->
    [100] Hundert oder mehr Dinge warten auf Sie.
    [one] Eine Sache wartet auf Sie.
   *[other] { $count } Dinge warten auf Sie.
}
dashboard-waits-more = { $count ->
    [one] Eine weitere Sache steht nicht in dieser Liste.
   *[other] { $count } weitere Dinge stehen nicht in dieser Liste.
}
dashboard-nothing-waits = Zurzeit ist nichts zu tun.
dashboard-projects = Projekte
dashboard-all-projects = Alle Projekte
dashboard-no-projects = Keine laufenden Projekte
dashboard-no-projects-client = Das Studio legt Ihr erstes Projekt an; danach finden Sie es hier. Bis dahin können Sie ihm schreiben.
dashboard-write = Dem Studio schreiben
dashboard-new-project = Neues Projekt
dashboard-new-client = Kunden anlegen
dashboard-first-steps = Portal einrichten
dashboard-first-steps-text = In drei Schritten zur Arbeit mit Ihrem ersten Kunden.
dashboard-step-client = Einen Kunden anlegen
dashboard-step-project = Ein Projekt mit seinen Meilensteinen anlegen
dashboard-step-invite = Kontakte des Kunden einladen
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

rail-home = Für Sie
rail-today = Heute

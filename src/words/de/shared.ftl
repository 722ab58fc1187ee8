# shared

shell-skip = Zum Inhalt
shell-online = Online
shell-reconnecting = Verbindet neu
shell-offline = Offline
shell-messages = Nachrichten
shell-unread = { $count ->
    [one] { $count } ungelesen
   *[other] { $count } ungelesen
}
shell-theme = Hell oder dunkel
shell-theme-auto = Auto
shell-theme-light = Hell
shell-theme-dark = Dunkel
shell-account = Konto und Sicherheit
shell-sign-out = Abmelden
shell-rail = Hauptbereiche
shell-more = Mehr
shell-portal = Kundenportal
shell-keep = Nein, behalten
shell-crumbs = Wo Sie sind
shell-dismiss = Schließen
shell-pages = Seiten
shell-newer = Neuere
shell-older = Ältere

rail-home = Sie sind dran
rail-projects = Projekte
rail-messages = Nachrichten
rail-invoices = Rechnungen
rail-clients = Kunden
rail-mail = E-Mail

role-admin = Verwaltung
role-staff = Studio
role-manager = Kundenleitung
role-member = Kunde

due-today = heute fällig
due-in = { $count ->
    [one] morgen fällig
   *[other] in { $count } Tagen fällig
}
due-since = { $count ->
    [one] seit { $count } Tag überfällig
   *[other] seit { $count } Tagen überfällig
}

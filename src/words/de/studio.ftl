# The studio itself.

studio-conflict-host = Dieser Name gehört einem anderen Studio.
studio-title = Studio
studio-name = Name
studio-address = Anschrift
studio-address-hint = Wie auf Rechnungen und in E-Mails, eine Zeile je Zeile.
studio-email-hint = Wohin Kunden schreiben können.
studio-accent = Akzentfarbe
studio-accent-hint = Zum Beispiel #0057FF.
studio-fault-colour = Eine Farbe sieht so aus: #0057FF.
studio-place = Ort und Sprache
studio-locale = Sprache
studio-locale-hint = Für Dokumente, und für alle, die keine gewählt haben.
studio-zone = Zeitzone
studio-zone-hint = Hier beginnen und enden Fälligkeiten.
studio-money = Geld
studio-currency = Währung
studio-currency-hint = Womit neue Kunden beginnen.
studio-tax-id = Steuernummer
studio-bank = Bankverbindung
studio-bank-hint = Steht am Fuß von Rechnungen.
studio-invoice-prefix = Rechnungsnummern beginnen mit
studio-invoice-prefix-hint = Zum Beispiel INV-. Vergebene Nummern bleiben.
studio-payment-days = Zahlungsziel
studio-days = Tage
studio-fault-days = Bitte eine ganze Zahl von 0 bis 365.
studio-said-saved = Gespeichert.

# The studio itself.

studio-conflict-host = This host name is another studio’s.
studio-title = Studio
studio-name = Name
studio-address = Address
studio-address-hint = As it stands on invoices and in mail, a line each.
studio-email-hint = Where clients can write to.
studio-accent = Accent colour
studio-accent-hint = As in #0057FF.
studio-fault-colour = A colour looks like #0057FF.
studio-place = Place and language
studio-locale = Language
studio-locale-hint = Of documents, and for people who have not chosen one.
studio-zone = Time zone
studio-zone-hint = Due dates begin and end here.
studio-money = Money
studio-currency = Currency
studio-currency-hint = What new clients begin with.
studio-tax-id = Tax number
studio-bank = Bank details
studio-bank-hint = Stand in the foot of invoices.
studio-invoice-prefix = Invoice numbers begin with
studio-invoice-prefix-hint = As in INV-. Numbers already given stay.
studio-payment-days = Time to pay
studio-days = days
studio-fault-days = A whole number from 0 to 365, please.
studio-said-saved = Saved.

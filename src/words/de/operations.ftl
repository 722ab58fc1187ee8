# operations

mail-by-hand = Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:

# operations

mail-by-hand = If the button does not work, copy this address into your browser:

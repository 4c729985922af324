"""The desk: the command line. No rule of the business lives here."""

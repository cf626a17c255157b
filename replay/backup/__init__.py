"""A backup of a ledger: its log as one SQLite file, whatever database it comes from or goes to."""

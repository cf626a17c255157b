"""What each question of a ledger is answered with, whichever door asks: its headings and its rows."""

"""Deadlines: limits as data, the calendars they count in, and what a case owes by when."""

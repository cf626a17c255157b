"""Sheets as people type them: names instead of codes, no numbers, headings of the forms themselves."""

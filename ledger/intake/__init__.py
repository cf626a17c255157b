"""Files to rows: CSV, XLSX and JSON Lines, read as rows of the record tables."""

"""What a file is: records of text cells, from CSV, XLSX and JSON Lines."""

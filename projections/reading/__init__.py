"""Reading the tables: queries, filters, the rows that count at a cut-off, and how they are shown."""

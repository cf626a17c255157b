"""What a heading row says: which table, which columns."""

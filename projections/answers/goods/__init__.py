"""Where goods are and were: stock, trace, recall, expiry."""

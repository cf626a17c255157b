"""Returns: goods that come back, and the case between the request and the record."""

"""Returns: their files, and goods in custody."""

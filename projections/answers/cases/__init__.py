"""Where cases stand, and what is owed by when."""

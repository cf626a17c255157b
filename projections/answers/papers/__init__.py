"""Papers that lapse, and what was changed."""

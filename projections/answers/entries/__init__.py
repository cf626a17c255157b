"""How records were entered: what was written down later than it happened."""

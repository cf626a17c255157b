"""Recording: documents decided against the state and appended with it in one transaction."""

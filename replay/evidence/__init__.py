"""Evidence that leaves the house: bundles that a stranger can check with Python alone."""

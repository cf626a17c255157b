"""Sales: who may sell what to whom, and whether the goods may go."""

"""What we saw then, and the proof: cut-offs, as-of, recall, rebuild, verification, and the doors."""

"""How long each record must be kept, and by which rule."""

"""Live entry: one document as somebody states it, to the commands it asks for."""

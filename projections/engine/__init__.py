"""The engine: events to rows, generations of the read model, and where they lie."""

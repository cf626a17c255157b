"""What we see: the engine, the record tables, the traceability views and the questions on them."""

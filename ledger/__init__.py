"""What happened: the event catalogue, the log with its seal, the decisions, the intake of files."""

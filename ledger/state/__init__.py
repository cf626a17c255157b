"""What decisions know of earlier events: small entries under keys, folded from the log."""

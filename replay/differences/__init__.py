"""What differs between two answers to the same question, and which events did it."""

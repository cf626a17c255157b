"""What a cell says, in the stored form."""

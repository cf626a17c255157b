"""What left the house, to whom, and with which papers."""

"""Complaints and feedback: entries, clocks and statistics."""

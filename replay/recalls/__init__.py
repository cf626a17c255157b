"""Recalls carried out: opened, scoped, told, answered, closed, and shown as they were."""

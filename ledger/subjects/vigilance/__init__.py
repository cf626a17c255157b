"""Vigilance: adverse events, corrective and preventive action."""

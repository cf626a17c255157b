"""Judging recorded facts once more, by what is known later: by the same judges, and nothing is written."""

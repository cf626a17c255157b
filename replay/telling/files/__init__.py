"""Answers as files: sheets, pages, and what a file says of itself."""

"""Repairs: work, parts, loaners, charges, release, visits."""

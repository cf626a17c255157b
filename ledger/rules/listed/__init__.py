"""The rules, listed by what they guard."""

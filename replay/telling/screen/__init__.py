"""Answers on a screen: as many columns as it has room for, or blocks of lines."""

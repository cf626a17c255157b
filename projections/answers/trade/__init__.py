"""The trade in figures: sales, and bills beside records and goods."""

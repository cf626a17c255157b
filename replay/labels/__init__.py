"""Labels for goods: what a scanner reads, and what people read beside it."""

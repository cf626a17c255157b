"""Many ledgers asked as one: who has some goods in a group of houses, and how they went from hand to hand."""

"""Stock: where goods lie, how they are kept, and what leaves otherwise than by a sale."""

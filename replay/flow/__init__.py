"""Where goods went, as a picture: places and documents in layers, and what flowed between them."""

"""Paper: PDF with an embedded subset of an open Chinese font, the same bytes each time."""

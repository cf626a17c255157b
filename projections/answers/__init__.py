"""The answers: each view its declaration and its rows, in folders by subject."""

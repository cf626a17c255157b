"""Deciding: the kernel that turns a command and the state into a decision; it knows no subject."""

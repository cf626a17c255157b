"""Deciding: what may be recorded, as pure functions over the state that earlier events left."""

"""The bundled sample of a distributor's exports, and the tour that `medledger demo` gives of it."""

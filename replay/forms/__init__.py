"""Forms that the law prints: their own layout, filled from a case or a document of the ledger."""

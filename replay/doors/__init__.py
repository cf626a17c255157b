"""Who may come in by the doors of a served ledger, and what each of them may do there."""

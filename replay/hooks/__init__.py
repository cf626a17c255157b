"""Webhooks: the events of the ledger brought to programs that registered an address for them."""

"""People: who may record, approve and decide."""

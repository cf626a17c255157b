"""The console: the ledger as pages for people, whole without JavaScript, in Chinese or English."""

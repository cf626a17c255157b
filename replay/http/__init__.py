"""The ledger over HTTP: routes that parse, ask the functions that every door asks, and format."""

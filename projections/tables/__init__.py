"""The tables that are projected: records, movements, findings, obligations."""

"""Forms to fill in, as workbooks."""

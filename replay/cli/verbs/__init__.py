"""The verbs of the command line, one module each: parse, call, format; no rules."""

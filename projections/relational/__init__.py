"""One relational definition over segments: SQL that engines run over the files of a store."""

"""The doors: what people and programs use. They parse, call and format; they hold no rules."""

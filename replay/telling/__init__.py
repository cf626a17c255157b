"""How an answer is told, at whichever door: its headings, words and files, and which rows it is asked for."""

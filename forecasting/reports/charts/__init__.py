"""Charts: what each shows, and how it is drawn on a page and in a file."""

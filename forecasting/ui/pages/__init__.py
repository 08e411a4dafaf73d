"""The pages: a module or a folder for each, a line for each in the table."""

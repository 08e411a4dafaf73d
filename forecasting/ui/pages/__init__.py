"""The pages: one folder for each, one line for each in the table."""

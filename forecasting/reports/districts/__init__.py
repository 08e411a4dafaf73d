"""The districts as words, tables, maps and rows."""

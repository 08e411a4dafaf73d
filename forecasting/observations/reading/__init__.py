"""From a file as an office sends it to checked tables: cells, columns, kinds of file, findings."""

"""What every format has in common: the order of the text, the widths of columns, signs a file can hold."""

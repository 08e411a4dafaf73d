"""What moves the result: one assumption at a time, all at once, one scenario against another."""

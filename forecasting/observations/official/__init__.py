"""Files as statistics offices publish them: recognised by what they hold, and turned into the monthly table."""

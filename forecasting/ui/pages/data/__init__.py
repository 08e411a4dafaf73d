"""The page Daten: what is known, and files of one's own."""

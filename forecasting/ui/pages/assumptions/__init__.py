"""The page Annahmen."""

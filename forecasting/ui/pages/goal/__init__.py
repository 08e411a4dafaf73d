"""The page Zielsuche."""

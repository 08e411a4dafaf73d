"""The page Prognose: how many come, and how sure that is."""

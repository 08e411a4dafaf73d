"""The page Plausibilität."""

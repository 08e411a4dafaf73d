"""The page Stadt- und Landkreise."""

"""The page Mittel und Ausgabereste."""

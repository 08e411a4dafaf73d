"""Adopted forecasts: kept as they were, held against what came, watched month by month."""

"""The page Einflussgrößen."""

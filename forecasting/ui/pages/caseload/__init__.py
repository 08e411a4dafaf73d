"""The page Fallzahl: who is counted, and how long people stay."""

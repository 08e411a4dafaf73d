"""Papers as slides, with native charts and tables."""

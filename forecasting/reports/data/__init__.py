"""What is known, in words: figures, sources, revisions."""

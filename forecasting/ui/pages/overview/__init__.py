"""The front page: the answer with its levers."""

"""What `make data` does: the shipped monthly series from the published figures."""

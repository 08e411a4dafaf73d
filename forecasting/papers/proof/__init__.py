"""From a paper back to its figures: read its seal, compute it anew."""

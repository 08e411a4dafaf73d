"""Goal seek: from a target to the value of one number, or of two together."""

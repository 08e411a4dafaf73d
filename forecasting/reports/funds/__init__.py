"""The money by class and year of origin, its history, its grants."""

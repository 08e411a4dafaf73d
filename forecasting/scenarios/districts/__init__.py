"""The state's result among the districts, and one district under figures of its own."""

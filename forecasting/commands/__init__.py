"""What the commands of the terminal share, and those that fill a module of their own."""

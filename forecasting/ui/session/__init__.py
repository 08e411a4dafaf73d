"""A browser session: what is worked on, widgets, records of the pages, the address."""

"""Papers as PDF files."""

"""Papers made beside the pages, in processes of their own."""

"""Papers that leave the tool: slides, workbook, Word, PDF, pictures; each can be recomputed from itself."""

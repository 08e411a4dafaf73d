"""The papers: one module for each, its `paper` builds what it says."""

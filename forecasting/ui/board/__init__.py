"""What pages draw with: levers, charts, cells, files to save, answers while a lever moves."""

"""The workbook, which goes on computing."""

"""Charts that an office program draws itself, from the record of a chart: for slides and workbook."""

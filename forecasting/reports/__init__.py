"""Turn an outlook into rows, sentences, tables and charts; nothing is computed here that an outlook does not hold."""

"""Parts that several papers share: sentences, tables, figures, front."""

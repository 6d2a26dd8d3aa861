"""What a page shows: figures, tables, sentences, and the one doorway that every number passes."""

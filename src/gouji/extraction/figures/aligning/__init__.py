"""Rows of a region of a document, and which item of the form and which column each cell is."""

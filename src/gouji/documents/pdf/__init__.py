"""PDF files with a text layer: characters and rulings of a page, lattices, lines, paragraphs."""

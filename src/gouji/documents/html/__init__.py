"""Web pages: the tree, layout and data tables in it, spans, and pages hidden in scripts."""
